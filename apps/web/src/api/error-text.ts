import { useTranslations } from 'use-intl'
import { useLanguage } from '../app/language.tsx'
import { ProblemError, type FieldIssue } from './problem-error.ts'

/** Any error, in words of the reader's language. */
export function useErrorText(error: Error): { title: string; detail: string; requestId: string | null } {
  const t = useTranslations('ui')
  const { language } = useLanguage()
  if (error instanceof ProblemError) return { ...error.text(language), requestId: error.requestId }
  if (error instanceof TypeError) return { title: t('offlineTitle'), detail: t('offlineText'), requestId: null }
  return { title: t('brokenTitle'), detail: t('brokenText'), requestId: null }
}

const keysOfCodes: Record<string, 'issueRequired' | 'issueTooLong' | 'issueFormat' | 'issueChoice'> = {
  too_big: 'issueTooLong', invalid_format: 'issueFormat', invalid_value: 'issueChoice', invalid_type: 'issueRequired', too_small: 'issueRequired', invalid_union: 'issueChoice',
}
const keysOfMessages: Record<string, 'issueTime' | 'issueTooManyTimes' | 'issueTimeTwice' | 'issueWhole' | 'issuePercentage' | 'issueNul'> = {
  'must be a time between 00:00 and 23:59': 'issueTime', 'at most 3 times': 'issueTooManyTimes', 'each time once': 'issueTimeTwice',
  'must be a whole number': 'issueWhole', 'must be 0–100': 'issuePercentage', 'must not contain NUL': 'issueNul',
}

/** What the server says of one field, in the reader's language. */
export function useIssueText(): (issue: FieldIssue) => string {
  const t = useTranslations('ui')
  return (issue) => {
    const key = keysOfMessages[issue.message] ?? keysOfCodes[issue.code]
    return key ? t(key) : t('issueOther', { message: issue.message })
  }
}

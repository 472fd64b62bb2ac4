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

/** What the server says of one field. It writes in the screen's language, as the rest of a sentence. */
export function useIssueText(): (issue: FieldIssue) => string {
  const t = useTranslations('ui')
  return (issue) => (issue.code === 'required' ? t('issueRequired') : issue.message.charAt(0).toUpperCase() + issue.message.slice(1))
}

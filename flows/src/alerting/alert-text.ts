import { isolate } from '@crossdock/domain'
import { createTranslator } from 'use-intl/core'
import type { Alert, MailLanguage } from '../ports/index.ts'
import { en } from './words/en.ts'
import { zh } from './words/zh.ts'

export interface AlertText {
  /** What is the matter. */
  sentence: string
  /** What to do. */
  todo: string
  /** In the words of whoever refused or failed; null when nobody said anything. */
  detail: string | null
}

type Fill = (key: string, values: Record<string, string | number>) => string
const translators: Record<MailLanguage, Fill> = {
  en: createTranslator({ locale: 'en-GB', messages: en }) as unknown as Fill,
  zh: createTranslator({ locale: 'zh-TW', messages: zh }) as unknown as Fill,
}

/** An alert in words: what is to be done depends on whose move it is. @param platformName a platform's name by its key */
export function alertText(alert: Pick<Alert, 'kind' | 'owner' | 'count' | 'params'>, language: MailLanguage, platformName: (platform: string) => string): AlertText {
  const values: Record<string, string | number> = { count: alert.count, owner: alert.owner }
  for (const [name, value] of Object.entries(alert.params)) values[name] = typeof value === 'string' ? isolate(value) : (value ?? '')
  if (typeof values['platform'] === 'string') values['platform'] = platformName(alert.params['platform'] as string)
  const fill = translators[language]
  const detail = alert.params['error'] ?? alert.params['detail']
  return { sentence: fill(`${alert.kind}.sentence`, values), todo: fill(`${alert.kind}.todo`, values), detail: typeof detail === 'string' && detail !== '' ? detail : null }
}

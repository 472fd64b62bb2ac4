import { createTranslator } from 'use-intl/core'
import { messages as english } from '../../apps/web/src/messages/en/index.ts'
import { messages as chinese } from '../../apps/web/src/messages/zh/index.ts'

const languages = {
  en: { locale: 'en-GB', messages: english },
  // The same keys, checked where they are written.
  'zh-TW': { locale: 'zh-TW', messages: chinese as unknown as typeof english },
}

/** The words of the screens as a reader of that language sees them: `words('ecIntegrations.new')`. */
export function wordsIn(language: string) {
  return createTranslator(languages[language === 'zh-TW' ? 'zh-TW' : 'en'])
}

export type Words = ReturnType<typeof wordsIn>

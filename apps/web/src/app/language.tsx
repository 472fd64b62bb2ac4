import type { Language } from '@crossdock/contract'
import { createContext, use, useLayoutEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react'
import { IntlProvider } from 'use-intl'
import { readWordsOf, words, type Messages } from './words.ts'

declare module 'use-intl' {
  interface AppConfig {
    Locale: 'en-GB' | 'zh-TW'
    Messages: Messages
  }
}

const locales = { en: 'en-GB', zh: 'zh-TW' } as const
const htmlLanguages = { en: 'en', zh: 'zh-Hant-TW' } as const

interface LanguageChoice {
  language: Language
  choose: (language: Language) => void
  /** Times are shown in the warehouse's zone, which is known once somebody is signed in. */
  setTimeZone: (timeZone: string) => void
}
const LanguageContext = createContext<LanguageChoice | null>(null)

/** The words may no longer be on the server, since it was updated; a reload fetches the new ones. */
const choose = (language: Language) => void readWordsOf(language).catch(() => window.location.reload())

export function LanguageProvider({ children }: { children: ReactNode }) {
  const { language, messages } = useSyncExternalStore(words.subscribe, words.current)
  const [timeZone, setTimeZone] = useState('Asia/Taipei')
  useLayoutEffect(() => {
    document.documentElement.lang = htmlLanguages[language]
  }, [language])
  const choice = useMemo(() => ({ language, choose, setTimeZone }), [language])
  return (
    <LanguageContext value={choice}>
      <IntlProvider locale={locales[language]} messages={messages} timeZone={timeZone}>
        {children}
      </IntlProvider>
    </LanguageContext>
  )
}

export function useLanguage(): LanguageChoice {
  const choice = use(LanguageContext)
  if (!choice) throw new Error('useLanguage needs a LanguageProvider')
  return choice
}

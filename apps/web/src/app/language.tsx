import type { Language } from '@crossdock/contract'
import { createContext, use, useState, type ReactNode } from 'react'
import { IntlProvider } from 'use-intl'
import { messages as en } from '../messages/en/index.ts'
import { messages as zh } from '../messages/zh/index.ts'

declare module 'use-intl' {
  interface AppConfig {
    Locale: 'en-GB' | 'zh-TW'
    Messages: typeof en
  }
}

const storageKey = 'crossdock.language'
const locales = { en: 'en-GB', zh: 'zh-TW' } as const
const htmlLanguages = { en: 'en', zh: 'zh-Hant-TW' } as const

interface LanguageChoice {
  language: Language
  choose: (language: Language) => void
  /** Times are shown in the warehouse's zone, which is known once somebody is signed in. */
  setTimeZone: (timeZone: string) => void
}
const LanguageContext = createContext<LanguageChoice | null>(null)

function initialLanguage(): Language {
  const kept = localStorage.getItem(storageKey)
  if (kept === 'en' || kept === 'zh') return kept
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(initialLanguage)
  const [timeZone, setTimeZone] = useState('Asia/Taipei')
  const choose = (next: Language) => {
    localStorage.setItem(storageKey, next)
    document.documentElement.lang = htmlLanguages[next]
    setLanguage(next)
  }
  return (
    <LanguageContext value={{ language, choose, setTimeZone }}>
      <IntlProvider locale={locales[language]} messages={language === 'zh' ? (zh as unknown as typeof en) : en} timeZone={timeZone}>
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

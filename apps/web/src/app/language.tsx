import type { Language } from '@crossdock/contract'
import { createContext, use, useState, type ReactNode } from 'react'
import { IntlProvider } from 'use-intl'
import type { messages as en } from '../messages/en/index.ts'

type Messages = typeof en

declare module 'use-intl' {
  interface AppConfig {
    Locale: 'en-GB' | 'zh-TW'
    Messages: Messages
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

/** The words of one language; the other's are not fetched until they are asked for. */
async function readMessages(language: Language): Promise<Messages> {
  if (language === 'en') return (await import('../messages/en/index.ts')).messages
  const { messages } = await import('../messages/zh/index.ts')
  // The same keys, checked where they are written; only the literal texts differ.
  return messages as unknown as Messages
}

/** What is needed before the first screen can be drawn. */
export async function readInitialLanguage(): Promise<{ language: Language; messages: Messages }> {
  const language = initialLanguage()
  return { language, messages: await readMessages(language) }
}

function initialLanguage(): Language {
  const kept = localStorage.getItem(storageKey)
  if (kept === 'en' || kept === 'zh') return kept
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

export function LanguageProvider({ initial, children }: { initial: { language: Language; messages: Messages }; children: ReactNode }) {
  const [{ language, messages }, setCurrent] = useState(initial)
  const [timeZone, setTimeZone] = useState('Asia/Taipei')
  const choose = (next: Language) => {
    localStorage.setItem(storageKey, next)
    readMessages(next).then(
      (words) => {
        document.documentElement.lang = htmlLanguages[next]
        setCurrent({ language: next, messages: words })
      },
      // The words are no longer on the server, since it was updated; a reload fetches the new ones.
      () => window.location.reload(),
    )
  }
  return (
    <LanguageContext value={{ language, choose, setTimeZone }}>
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

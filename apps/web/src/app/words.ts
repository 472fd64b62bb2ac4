import type { Language } from '@crossdock/contract'
import type { messages as en } from '../messages/en/index.ts'

export type Messages = typeof en

/** The words of one language; the other's are not fetched until they are asked for. */
export interface Words {
  language: Language
  /** Of the first screen, or of all of them. */
  complete: boolean
  messages: Messages
}

const storageKey = 'crossdock.language'
const parts = {
  en: { first: () => import('virtual:words/en/first'), rest: () => import('virtual:words/en/rest') },
  zh: { first: () => import('virtual:words/zh/first'), rest: () => import('virtual:words/zh/rest') },
}

let wanted = { language: initialLanguage(), complete: false }
let current: Words | null = null
const lookers = new Set<() => void>()

function initialLanguage(): Language {
  const kept = localStorage.getItem(storageKey)
  if (kept === 'en' || kept === 'zh') return kept
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

async function read(): Promise<void> {
  const { language, complete } = wanted
  const { first, rest } = parts[language]
  const read = await Promise.all(complete ? [first(), rest()] : [first()])
  // Something else may have been wished for meanwhile, and have come earlier.
  if (wanted.language !== language || (current?.language === language && current.complete)) return
  // The areas of an incomplete catalogue are those that its screens use (`messages/first.test.ts`); of the other language, only the literal texts differ.
  current = { language, complete, messages: Object.assign({}, ...read.map((part) => part.messages)) as Messages }
  for (const look of lookers) look()
}

/** Reads what is needed before anything can be drawn. */
export async function readFirstWords(): Promise<void> {
  if (!current) await read()
}

/** Reads the words that the first screen could do without, for one that cannot. */
export async function readAllWords(): Promise<void> {
  wanted = { ...wanted, complete: true }
  if (current?.language !== wanted.language || !current.complete) await read()
}

export async function readWordsOf(language: Language): Promise<void> {
  localStorage.setItem(storageKey, language)
  wanted = { ...wanted, language }
  await read()
}

/** For `useSyncExternalStore`. */
export const words = {
  current(): Words {
    if (!current) throw new Error('Nothing is drawn before readFirstWords has ended')
    return current
  },
  subscribe(look: () => void): () => void {
    lookers.add(look)
    return () => lookers.delete(look)
  },
}

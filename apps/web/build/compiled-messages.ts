import compile from 'icu-minify/compile'
import type { Plugin } from 'vite'
import { messages as en } from '../src/messages/en/index.ts'
import { firstAreas } from '../src/messages/first.ts'
import { messages as zh } from '../src/messages/zh/index.ts'

type Catalogue = { readonly [key: string]: string | Catalogue }

const catalogues: Readonly<Record<string, Catalogue>> = { en, zh }
const prefix = 'virtual:words/'

/** Every text as the parts that it is put together from. */
function compiled(catalogue: Catalogue): Record<string, unknown> {
  return Object.fromEntries(Object.entries(catalogue).map(([key, text]) => [key, typeof text === 'string' ? compile(text) : compiled(text)]))
}

/** @param address `en/first`, `zh/rest` */
function wordsAt(address: string): Record<string, unknown> {
  const [language = '', part] = address.split('/')
  const first: ReadonlySet<string> = new Set(firstAreas)
  return compiled(Object.fromEntries(Object.entries(catalogues[language] ?? {}).filter(([area]) => first.has(area) === (part === 'first'))))
}

/**
 * Serves the words, a file for the first screen and one for the rest, compiled: the browser then needs neither a parser of
 * ICU messages nor the time to parse them. `use-intl` puts such messages together by a module of its own.
 */
export function compiledMessages(): Plugin {
  return {
    name: 'compiled-messages',
    config: () => ({ resolve: { alias: [{ find: 'use-intl/format-message', replacement: 'use-intl/format-message/format-only' }] } }),
    resolveId: (source) => (source.startsWith(prefix) ? `\0${source}` : null),
    // As a string of JSON, which is read faster than the same as code.
    load: (id) => (id.startsWith(`\0${prefix}`) ? `export const messages = JSON.parse(${JSON.stringify(JSON.stringify(wordsAt(id.slice(prefix.length + 1))))})` : null),
  }
}

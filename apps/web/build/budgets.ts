import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/** What of a chunk matters for what a page loads. */
export interface WeighedChunk {
  fileName: string
  code: string
  /** What is loaded with it, by file name. */
  imports: readonly string[]
}

const gzipped = (text: string | Uint8Array) => gzipSync(text, { level: 9 }).length

/** How many bytes, compressed, come with these files and with all that they import. */
export function weightOf(roots: readonly string[], chunks: ReadonlyMap<string, WeighedChunk>): number {
  const loaded = new Set<string>()
  const load = (name: string) => {
    const chunk = chunks.get(name)
    if (!chunk || loaded.has(name)) return
    loaded.add(name)
    chunk.imports.forEach(load)
  }
  roots.forEach(load)
  return [...loaded].reduce((sum, name) => sum + gzipped(chunks.get(name)!.code), 0)
}

const entryBudget = 250_000
const stylesBudget = 60_000
/** Of what a screen needs beyond the entry, shared or not. */
const routeBudget = 90_000
/** The page that is worked on all day is held to the entry's budget with all that it shows. */
const heldWhole = 'pages/orders/orders-page.tsx'

/** Fails the build when what people load grows beyond what was promised (README.md, Budgets). */
export function budgets(): Plugin {
  return {
    name: 'budgets',
    apply: 'build',
    generateBundle(_options, bundle) {
      const files = Object.values(bundle)
      const made = files.filter((file) => file.type === 'chunk')
      const chunks = new Map(made.map((chunk) => [chunk.fileName, chunk]))
      const of = (ending: string) => made.filter((chunk) => chunk.facadeModuleId?.endsWith(ending) ?? false).map((chunk) => chunk.fileName)
      const entry = made.filter((chunk) => chunk.isEntry).map((chunk) => chunk.fileName)
      const start = weightOf(entry, chunks)
      const hold = (what: string, weight: number, budget: number) => {
        if (weight > budget) this.error(`${what} weigh ${(weight / 1000).toFixed(1)} kB compressed, and may weigh ${budget / 1000} kB. See what came in with "vite build --sourcemap"; what is not seen at first is fetched when it is asked for.`)
      }
      hold('The scripts before any screen', start, entryBudget)
      hold('The styles', files.reduce((sum, file) => sum + (file.type === 'asset' && file.fileName.endsWith('.css') ? gzipped(file.source) : 0), 0), stylesBudget)
      for (const page of made.filter((chunk) => /\/pages\/.+-page\.tsx$/.test(chunk.facadeModuleId ?? ''))) hold(`What ${page.name} adds`, weightOf([...entry, page.fileName], chunks) - start, routeBudget)
      for (const language of ['en', 'zh']) {
        const roots = [...entry, ...of(heldWhole), ...of(`virtual:words/${language}/first`)]
        if (roots.length < entry.length + 2) this.error(`The files of the orders page and of its words (${language}) are not found in the bundle.`)
        hold(`The scripts of the orders page (${language})`, weightOf(roots, chunks), entryBudget)
      }
    },
  }
}

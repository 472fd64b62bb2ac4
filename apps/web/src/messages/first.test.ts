import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { firstAreas } from './first.ts'

const source = path.join(import.meta.dirname, '..')

/** All that a file imports, at once or later, and the file itself; the routes lead to every screen and are left out. */
function reachable(from: string, seen = new Set<string>()): Set<string> {
  if (seen.has(from) || !/\.tsx?$/.test(from) || from.endsWith('/routes.tsx') || from.includes('/messages/')) return seen
  seen.add(from)
  for (const [, name] of readFileSync(from, 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) reachable(path.resolve(path.dirname(from), name!), seen)
  return seen
}

it('the screens that are drawn with the first words use no others', () => {
  const routes = readFileSync(path.join(source, 'routes.tsx'), 'utf8')
  const screens = [...routes.matchAll(/(?:publicPage|firstPage)\(.*?import\('\.\/([^']+)'\)/g)].map(([, name]) => name!)
  expect(screens).toContain('pages/orders/orders-page.tsx')
  const files = ['main.tsx', 'app/shell.tsx', 'app/fallbacks.tsx', ...screens].flatMap((name) => [...reachable(path.join(source, name))])
  const used = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/useTranslations\((?:'(\w+)[^']*')?/g)].map(([, area]) => ({ file: path.relative(source, file), area })))
  expect(used.filter(({ area }) => !(firstAreas as readonly (string | undefined)[]).includes(area))).toEqual([])
  expect(firstAreas.filter((area) => !used.some((each) => each.area === area))).toEqual([])
})

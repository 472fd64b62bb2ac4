import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

const rooms = ['apps', 'connectors', 'contract', 'domain', 'flows', 'postgres', 'scripts', 'tests']
const skipped = new Set(['node_modules', 'dist', '.cache'])
/** Holds names only to test this search with. */
const ourOwn = 'faults-list.test.ts'
const testFile = /\.(test|spec)\.(ts|tsx|mjs)$/
/** A name that begins with one or more numbers and goes on in words: `F045 catches up …`, `F086, F087 …`. */
const named = /(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g
const numbered = /^(F\d{3}(?:(?:, | and |–)F\d{3})*):? \S/

/**
 * Every test whose name begins with the number of a fault, also a row of a table of tests.
 * @returns {Promise<{ id: string, file: string, name: string }[]>}
 */
export async function findTests(root) {
  const files = (await Promise.all(rooms.map((room) => testFiles(path.join(root, room))))).flat().sort()
  const found = await Promise.all(files.map(async (file) => namesIn(await readFile(file, 'utf8')).map((test) => ({ ...test, file: path.relative(root, file).replaceAll('\\', '/') }))))
  return found.flat()
}

export function namesIn(source) {
  return [...source.matchAll(named)].flatMap((match) => {
    const name = (match[1] ?? match[2] ?? match[3]).replace(/\\(.)/g, '$1')
    const numbers = numbered.exec(name)?.[1]
    return numbers ? expand(numbers).map((id) => ({ id, name })) : []
  })
}

/** `F104–F106` is three. */
function expand(numbers) {
  return numbers.split(/, | and /).flatMap((part) => {
    const [from, to = from] = part.split('–').map((id) => Number(id.slice(1)))
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => `F${String(from + index).padStart(3, '0')}`)
  })
}

async function testFiles(folder) {
  const entries = await readdir(folder, { withFileTypes: true })
  const files = await Promise.all(entries.map((entry) => {
    const place = path.join(folder, entry.name)
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : testFiles(place)
    return testFile.test(entry.name) && entry.name !== ourOwn ? [place] : []
  }))
  return files.flat()
}

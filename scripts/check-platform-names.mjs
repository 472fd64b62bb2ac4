// No platform's name outside its own folder and the registry: whoever adds a platform changes one folder and one list.
// Message catalogues and tests may name platforms. Prints each place and exits with 1 when there is one.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { root } from './setup/paths.mjs'

const rooms = ['domain', 'contract', 'flows', 'postgres', 'connectors/kit', 'apps/server', 'apps/web']
const skippedFolders = ['node_modules', 'dist']
const mayName = [/\.test\.tsx?$/, /\/fixtures\//, /\/messages\//]
const text = /\.(ts|tsx|js|mjs|cjs|json|sql|html|css|svg|md)$/

const connectors = await readdir(path.join(root, 'connectors'), { withFileTypes: true })
const platforms = connectors.filter((entry) => entry.isDirectory() && !['kit', 'registry'].includes(entry.name)).map((entry) => entry.name)
const names = new RegExp(platforms.join('|'), 'i')

const found = (await Promise.all(rooms.map((room) => searchFolder(path.join(root, room))))).flat()
for (const place of found) console.log(`${place}: a platform's name belongs in its own folder or in connectors/registry`)
console.log(`${platforms.length} platform names looked for in ${rooms.length} rooms, ${found.length} found`)
process.exitCode = found.length > 0 || platforms.length === 0 ? 1 : 0

async function searchFolder(folder) {
  const entries = await readdir(folder, { withFileTypes: true })
  const places = await Promise.all(entries.map((entry) => {
    const place = path.join(folder, entry.name)
    if (entry.isDirectory()) return skippedFolders.includes(entry.name) ? [] : searchFolder(place)
    return entry.isFile() && text.test(place) && !mayName.some((pattern) => pattern.test(place)) ? searchFile(place) : []
  }))
  return places.flat()
}

async function searchFile(file) {
  const name = path.relative(root, file)
  const inName = names.test(name) ? [name] : []
  const lines = (await readFile(file, 'utf8')).split('\n')
  return [...inName, ...lines.flatMap((line, index) => (names.test(line) ? [`${name}:${index + 1}`] : []))]
}

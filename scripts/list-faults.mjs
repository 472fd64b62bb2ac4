// Writes docs/faults.md: every fault of scripts/faults/catalogue.mjs with the tests that bear its number. What has a test
// now leaves scripts/faults/missing.json; nothing ever comes into it by this script.
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { families, notApplicable } from './faults/catalogue.mjs'
import { findTests } from './faults/find-tests.mjs'
import { pageOf } from './faults/page.mjs'
import { root } from './setup/paths.mjs'

const tests = await findTests(root)
await writeFile(path.join(root, 'docs/faults.md'), pageOf({ families, notApplicable, tests }))
const open = Object.values(families).flat().map(([id]) => id).filter((id) => !notApplicable[id] && !tests.some((test) => test.id === id))
const list = path.join(root, 'scripts/faults/missing.json')
const missing = JSON.parse(await readFile(list, 'utf8')).filter((id) => open.includes(id))
await writeFile(list, `${JSON.stringify(missing)}\n`)
console.log(`docs/faults.md: ${tests.length} tests; ${open.length} faults without one: ${open.join(' ')}`)
const lost = open.filter((id) => !missing.includes(id))
if (lost.length > 0) console.log(`No test bears the number of ${lost.join(' ')} any more, and scripts/faults/missing.json does not allow for it.`)

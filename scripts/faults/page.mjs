/** The page of docs: every fault with the tests that show what becomes of it. */
export function pageOf({ families, notApplicable, tests }) {
  const all = Object.values(families).flat()
  const shown = all.filter(([id]) => tests.some((test) => test.id === id)).length
  const reasoned = all.filter(([id]) => notApplicable[id]).length
  const sections = Object.entries(families).map(([family, faults]) => [
    `## ${family}`, '', '| | Fault | Shown by |', '|---|---|---|', ...faults.map(([id, fault]) => `| ${id} | ${cell(fault)} | ${shownBy(id, notApplicable, tests)} |`), '',
  ])
  return [
    '# Faults', '',
    '<!-- Written by `node scripts/list-faults.mjs` from scripts/faults/catalogue.mjs and the names of the tests; do not edit. -->', '',
    'What may go wrong at a platform, on the way, in this process, in the database and in what people type; and the tests that show what Crossdock makes of it. A test bears the number of its fault at the beginning of its name: `npm test -- <file>` runs it.', '',
    `${all.length} faults: ${shown} shown by ${tests.length} tests, ${reasoned} not applicable, ${all.length - shown - reasoned} without a test that bears their number.`, '',
    ...sections.flat(),
  ].join('\n').trimEnd() + '\n'
}

function shownBy(id, notApplicable, tests) {
  const own = tests.filter((test) => test.id === id)
  if (own.length === 0) return notApplicable[id] ? `not applicable: ${cell(notApplicable[id])}` : '**missing**'
  const files = [...new Set(own.map(({ file }) => file))]
  return files.map((file) => `[${file}](../${file}): ${own.filter((test) => test.file === file).map(({ name }) => cell(withoutNumber(name))).join('; ')}`).join('<br>')
}

const withoutNumber = (name) => name.replace(/^F\d{3}\S*(?: and F\d{3}|, F\d{3})*:? /, '')
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ')

import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { weightOf, type WeighedChunk } from './budgets.ts'

const chunk = (fileName: string, code: string, ...imports: string[]): [string, WeighedChunk] => [fileName, { fileName, code, imports }]
const bytes = (code: string) => gzipSync(code, { level: 9 }).length

it('weighs a page with all that it imports, each file once, and nothing that it fetches later', () => {
  const chunks = new Map([chunk('page.js', 'page', 'frame.js', 'table.js'), chunk('table.js', 'a table', 'frame.js'), chunk('frame.js', 'the frame', 'page.js'), chunk('dialog.js', 'a dialog that is opened later', 'frame.js')])
  expect(weightOf(['page.js', 'frame.js'], chunks)).toBe(bytes('page') + bytes('a table') + bytes('the frame'))
})

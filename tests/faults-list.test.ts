import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { families, notApplicable } from '../scripts/faults/catalogue.mjs'
import { findTests, namesIn } from '../scripts/faults/find-tests.mjs'
import { pageOf } from '../scripts/faults/page.mjs'

const root = fileURLToPath(new URL('../', import.meta.url))
const tests = await findTests(root)
const ids = Object.values(families).flat().map(([id]) => id)
const missing = JSON.parse(readFileSync(path.join(root, 'scripts/faults/missing.json'), 'utf8')) as string[]
const rewrite = 'Run: node scripts/list-faults.mjs'

describe('the list of faults', () => {
  it('has every number from F001 to F132 once', () => {
    expect(ids).toEqual(Array.from({ length: 132 }, (_, index) => `F${String(index + 1).padStart(3, '0')}`))
  })

  it('has a test for each, or a reason why it cannot happen, or says that there is none yet', () => {
    const open = ids.filter((id) => !notApplicable[id] && !tests.some((test) => test.id === id))
    expect(open.filter((id) => !missing.includes(id)), 'without a test, and not known to be').toEqual([])
    expect(missing.filter((id) => !open.includes(id)), rewrite).toEqual([])
  })

  it('gives no reason for what a test shows, and knows every number that a test bears', () => {
    expect(Object.keys(notApplicable).filter((id) => tests.some((test) => test.id === id))).toEqual([])
    expect(tests.filter((test) => !ids.includes(test.id))).toEqual([])
  })

  it('stands in docs/faults.md as it is', () => {
    const page = readFileSync(path.join(root, 'docs/faults.md'), 'utf8')
    const expected = pageOf({ families, notApplicable, tests })
    expect(page.split('\n'), rewrite).toEqual(expected.split('\n'))
  })
})

describe('the search for names', () => {
  it.each<[string, [string, string][]]>([
    [`it('F045 catches up once', () => {})`, [['F045', 'F045 catches up once']]],
    [`describe("F086, F087 and F088 a webhook")`, [['F086', 'F086, F087 and F088 a webhook'], ['F087', 'F086, F087 and F088 a webhook'], ['F088', 'F086, F087 and F088 a webhook']]],
    ['test(`F104–F105 sends ${each}`)', [['F104', 'F104–F105 sends ${each}'], ['F105', 'F104–F105 sends ${each}']]],
    [`it('F051 a store\\'s answer')`, [['F051', `F051 a store's answer`]]],
    [`expect(serves).toEqual(['F001', 'F002'])`, []],
    [`// it('F001' is quoted`, []],
  ])('in %s', (source, names) => {
    expect(namesIn(source).map(({ id, name }) => [id, name])).toEqual(names)
  })
})

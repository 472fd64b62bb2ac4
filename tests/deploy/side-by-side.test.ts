import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { jobs } from '@crossdock/flows/jobs'
import { afterAll, expect, it } from 'vitest'
import { unpackVersionBefore } from '../support/version-before.ts'

/*
 * While a new version migrates, servers and workers of the version before it go on: what they read must stay, and what they
 * insert must still be taken. Here by the shape of the tables; two-versions.story.test.ts runs both.
 */
const versionBefore = unpackVersionBefore()
afterAll(() => versionBefore.remove())

type Columns = Map<string, string>
function tablesOf(root: string): Map<string, Columns> {
  const text = readFileSync(`${root}/postgres/src/tables.ts`, 'utf8')
  return new Map([...text.matchAll(/export interface (\w+)Table \{\n([\s\S]*?)\n\}/g)].map(([, name, body]) => [name!, new Map([...body!.matchAll(/^ {2}(\w+): (.+)$/gm)].map(([, column, type]) => [column!, type!]))]))
}
const before = tablesOf(versionBefore.root)
const now = tablesOf(fileURLToPath(new URL('../../', import.meta.url)))
const bare = (type: string) => type.replace(/^Generated<(.*)>$/, '$1')

it('F084 keeps every table and column that the version before reads, as it was', () => {
  const lost = [...before].flatMap(([table, columns]) => [...columns].filter(([column, type]) => bare(now.get(table)?.get(column) ?? '') !== bare(type)).map(([column, type]) => `${table}.${column} was ${type}, is ${now.get(table)?.get(column)}`))
  expect(before.size).toBeGreaterThan(50)
  expect(lost).toEqual([])
})

it('F084 takes the rows that the version before inserts: what was added to its tables may be left out', () => {
  const needed = [...now].flatMap(([table, columns]) => [...columns].filter(([column, type]) => before.has(table) && !before.get(table)!.has(column) && !/^Generated<|\| null$|^unknown$/.test(type)).map(([column]) => `${table}.${column}`))
  const required = [...before].flatMap(([table, columns]) => [...columns].filter(([column, type]) => type.startsWith('Generated<') && !now.get(table)?.get(column)?.startsWith('Generated<')).map(([column]) => `${table}.${column} lost its default`))
  expect([needed, required]).toEqual([[], []])
})

it.each([
  ['run-fetch', { merchantId: 'm', id: 'r' }],
  ['send-write', { merchantId: 'm', id: 'w' }],
  ['read-hint', { merchantId: 'm', ecAccountId: 'a', id: 'h' }],
])('F084 understands the jobs that the version before put into the queue, and passes over what a later one adds: %s', (name, payload) => {
  const job = jobs.find((each) => each.name === name)!
  expect(job.payload.parse(payload)).toEqual(payload)
  expect(job.payload.parse({ ...payload, ofALaterVersion: 1 })).toEqual(payload)
})

import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, type TestDatabase } from '../../tests/support/database.ts'
import { booleans, instants, integers, jsonbs, jsons, texts, uuids } from './arrays.ts'

let created: TestDatabase
let sql: pg.Client

beforeAll(async () => {
  created = await createDatabase()
  sql = new pg.Client({ connectionString: created.url })
  await sql.connect()
})
afterAll(async () => {
  await sql.end()
  await created.drop()
})

/** What PostgreSQL takes a binary array for, as text. */
async function read(type: string, array: Buffer): Promise<(string | null)[]> {
  const { rows } = await sql.query(`select coalesce(array_agg(value::text order by place), '{}') as values from unnest($1::${type}[]) with ordinality as each (value, place)`, [array])
  return (rows[0] as { values: (string | null)[] }).values
}

const text = fc.string({ unit: 'binary' }).map((value) => value.toWellFormed().replaceAll('\0', ''))

describe('a column as a binary array', () => {
  it('arrives as it was, whatever its texts are', () => fc.assert(fc.asyncProperty(fc.array(fc.option(text)), async (values) => {
    expect(await read('text', texts(values))).toEqual(values)
    const written = values.map((value) => JSON.stringify({ value }))
    expect(await read('json', jsons(written))).toEqual(written)
    expect((await read('jsonb', jsonbs(written))).map((each) => JSON.parse(each!) as unknown)).toEqual(values.map((value) => ({ value })))
  }), { numRuns: 30 }))

  it('takes numbers, ids and truths as they are', () => fc.assert(fc.asyncProperty(fc.array(fc.integer()), fc.array(fc.option(fc.uuid())), fc.array(fc.boolean()), async (numbers, ids, truths) => {
    expect(await read('integer', integers(numbers))).toEqual(numbers.map(String))
    expect(await read('uuid', uuids(ids))).toEqual(ids)
    expect(await read('boolean', booleans(truths))).toEqual(truths.map(String))
  }), { numRuns: 30 }))

  it('keeps instants to the microsecond, as PostgreSQL reads them from text', async () => {
    const asked = ['2026-11-26T01:02:03.000Z', '2026-11-26T01:02:03.123456Z', '2026-11-26T01:02:03.1234Z', '1969-12-31T23:59:59.999999Z', '1999-12-31T23:59:59.999001Z', '9999-12-31T23:59:59.999Z', '0001-01-01T00:00:00.000Z', '2026-11-26T09:02:03.5+08:00']
    const { rows } = await sql.query<{ values: string[] }>('select array(select unnest($1::text[])::timestamptz::text) as values', [asked])
    expect(await read('timestamptz', instants([...asked, null]))).toEqual([...rows[0]!.values, null])
  })

  it('grows with what is written, and refuses what is no instant and no id', async () => {
    const long = '高'.repeat(200_000)
    expect(await read('text', texts([long, 'after']))).toEqual([long, 'after'])
    expect(() => instants(['tomorrow'])).toThrow(RangeError)
    expect(() => uuids(['01a21596-ce2e-7c5e-9132-79b40f119fd'])).toThrow(TypeError)
    expect(() => uuids(['01a21596-ce2e-7c5e-9132-79b40f119fdx'])).toThrow(TypeError)
    expect(() => uuids(['01a21596-ce2e-7c5e-9132-79b40f119fdé'])).toThrow(TypeError)
    expect(() => integers([1.5])).toThrow(RangeError)
  })
})

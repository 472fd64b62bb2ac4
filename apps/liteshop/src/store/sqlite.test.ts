import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { openDatabase } from './sqlite.ts'

test('a file of an earlier version is given the columns that it lacks, and keeps its rows', () => {
  const folder = mkdtempSync(join(tmpdir(), 'liteshop-'))
  const file = join(folder, 'liteshop.sqlite')
  const old = new DatabaseSync(file)
  old.exec(`create table journal (
    id integer primary key, at integer not null, kind text not null, method text not null, path text not null, status integer not null,
    idempotency_key text, replayed integer not null, shop_id text, body text) strict`)
  old.exec("insert into journal (at, kind, method, path, status, replayed) values (1, 'api', 'GET', '/api/v1/shop', 200, 0)")
  old.close()
  openDatabase(file).close()
  const again = openDatabase(file)
  expect(again.all('select path, faults, work_status from journal')).toEqual([{ path: '/api/v1/shop', faults: null, work_status: null }])
  again.close()
  rmSync(folder, { recursive: true })
})

import type * as Sqlite from 'node:sqlite'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { laterColumns, schema } from './schema.ts'

export type SqlValue = string | number | null

/** The sandbox's state. All calls are synchronous, so a request handler is never interleaved with another. */
export interface Database {
  all<Row>(sql: string, ...params: SqlValue[]): Row[]
  get<Row>(sql: string, ...params: SqlValue[]): Row | undefined
  /** Answers how many rows changed. */
  run(sql: string, ...params: SqlValue[]): number
  /** Runs inside one transaction; nested calls join the outer one. Rolls back when `work` throws. */
  transact<Result>(work: () => Result): Result
  /** Runs inside a transaction, answers, and leaves nothing of what was done. */
  undone<Result>(work: () => Result): Result
  close(): void
}

/** Opens (and, when new, lays out) the state in `file`; without a file it lives in memory. Makes the folder when it is missing. */
export function openDatabase(file: string | undefined): Database {
  const { DatabaseSync } = loadSqlite()
  if (file !== undefined) mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const database: Sqlite.DatabaseSync = new DatabaseSync(file ?? ':memory:')
  database.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 5000; pragma temp_store = memory')
  database.exec(schema)
  for (const [table, column, type] of laterColumns) {
    const has = database.prepare('select 1 from pragma_table_info(?) where name = ?').get(table, column)
    if (!has) database.exec(`alter table ${table} add column ${column} ${type}`)
  }
  const prepared = new Map<string, Sqlite.StatementSync>()

  function statement(sql: string): Sqlite.StatementSync {
    let found = prepared.get(sql)
    if (!found) {
      found = database.prepare(sql)
      prepared.set(sql, found)
    }
    return found
  }

  return {
    all<Row>(sql: string, ...params: Sqlite.SQLInputValue[]) {
      return statement(sql).all(...params) as unknown as Row[]
    },
    get<Row>(sql: string, ...params: Sqlite.SQLInputValue[]) {
      return statement(sql).get(...params) as unknown as Row | undefined
    },
    run: (sql, ...params) => Number(statement(sql).run(...params).changes),
    transact(work) {
      if (database.isTransaction) return work()
      database.exec('begin immediate')
      try {
        const result = work()
        database.exec('commit')
        return result
      } catch (err) {
        database.exec('rollback')
        throw err
      }
    },
    undone(work) {
      database.exec('savepoint undone')
      try {
        return work()
      } finally {
        database.exec('rollback to undone')
        database.exec('release undone')
      }
    },
    close: () => database.close()
  }
}

/** Early Node 24 releases announce node:sqlite as experimental; only that one warning is kept from the console. */
function loadSqlite(): typeof Sqlite {
  const emitWarning = process.emitWarning
  process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
    if (!String(warning).includes('SQLite')) emitWarning.call(process, warning, ...rest)
  }) as typeof process.emitWarning
  try {
    return process.getBuiltinModule('node:sqlite')
  } finally {
    process.emitWarning = emitWarning
  }
}

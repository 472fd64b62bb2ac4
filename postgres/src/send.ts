import type { RawBuilder } from 'kysely'
import type { Tx } from './database.ts'
import { attempts } from './scoped-dialect.ts'

/**
 * Sends a statement at once, behind those that were sent before and without waiting for their answers. What is sent together
 * (`Promise.all`) costs one way to the database and back; it is still done one after the other, in the order in which it was
 * sent, and when one fails those behind it fail with it.
 */
export async function send<Row>(tx: Tx, statement: RawBuilder<Row>): Promise<Row[]> {
  const { sql, parameters } = statement.compile(tx)
  const attempt = attempts.getStore()
  if (!attempt?.send) throw new Error('A statement is sent within a transaction')
  return (await attempt.send(sql, parameters)).rows as Row[]
}

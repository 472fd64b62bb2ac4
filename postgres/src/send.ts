import type { RawBuilder } from 'kysely'
import type { Tx } from './database.ts'
import { attempts } from './scoped-dialect.ts'

/**
 * Sends a statement at once, behind those that were sent before and without waiting for their answers. What is sent together
 * (`Promise.all`) costs one way to the database and back; it is still done one after the other, in the order in which it was
 * sent, and when one fails those behind it fail with it.
 */
export const send = <Row>(tx: Tx, statement: RawBuilder<Row>): Promise<Row[]> => sendAs(tx, statement, () => undefined)

/**
 * As `send`, for what writes again and again: it is parsed and planned once a connection. Not for what looks many rows up: a plan
 * made while a table was empty would read all of it until it is next analyzed. Nor for what gives `*`, which is refused once
 * the table has another column.
 */
export const sendPrepared = <Row>(tx: Tx, statement: RawBuilder<Row>): Promise<Row[]> => sendAs(tx, statement, nameOf)

async function sendAs<Row>(tx: Tx, statement: RawBuilder<Row>, name: (text: string) => string | undefined): Promise<Row[]> {
  const { sql, parameters } = statement.compile(tx)
  const attempt = attempts.getStore()
  if (!attempt?.send) throw new Error('A statement is sent within a transaction')
  return (await attempt.send(sql, parameters, name(sql))).rows as Row[]
}

/** When all that a transaction has sent is with the database: a large statement takes more than one turn of the event loop to go out. */
export const sent = async (): Promise<void> => attempts.getStore()?.sent?.()

/** Of the texts that were sent prepared. There are few: what varies in a statement are its values. */
const names = new Map<string, string>()

function nameOf(text: string): string {
  const name = names.get(text) ?? `crossdock ${names.size + 1}`
  names.set(text, name)
  return name
}

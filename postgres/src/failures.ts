import pg from 'pg'

/** The network's words, and PostgreSQL's for: shut down, crashed, starting, idle too long, too many connections, read-only (a standby), no memory, disk full, I/O error. */
const awayCodes = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', '57P01', '57P02', '57P03', '57P05', '53300', '25006', '53100', '53200', '58030',
])
/** Statement time-out or cancel, lock time-out. */
const busyCodes = new Set(['57014', '55P03'])
/** Serialization failure, deadlock. */
const repeatableCodes = new Set(['40001', '40P01'])

const codeOf = (err: unknown): string => (err instanceof Error ? String((err as { code?: unknown }).code ?? '') : '')

/** Whether the database could not be reached or could keep nothing, as opposed to having refused a statement. Passes by itself, or with the administrator's help. */
export function isDatabaseAway(err: unknown): boolean {
  if (!(err instanceof Error)) return false
  const code = codeOf(err)
  if (awayCodes.has(code) || code.startsWith('08')) return true
  return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/.test(err.message)
}

/** Whether the connection itself is gone: what was under way on it and not committed was undone. */
export function isConnectionLost(err: unknown): boolean {
  return isDatabaseAway(err) && !['25006', '53100', '53200', '58030'].includes(codeOf(err)) && !(err as Error).message.startsWith('timeout exceeded')
}

/** Whether somebody else's work stood in the way for too long. */
export function isDatabaseBusy(err: unknown): boolean {
  return err instanceof Busy || busyCodes.has(codeOf(err)) || repeatableCodes.has(codeOf(err))
}

export const isRepeatable = (err: unknown): boolean => repeatableCodes.has(codeOf(err)) || isPlanStale(err)

/** Whether what a connection has prepared gives another type since the tables were changed; it says so as often as it is asked. */
const isPlanStale = (err: unknown): boolean => codeOf(err) === '0A000' && (err as { routine?: unknown }).routine === 'RevalidateCachedQuery'

/**
 * Whether a connection has to be given up: it is lost, a value could not be sent, upon which pg undoes a statement that it goes on taking for
 * prepared, or what is prepared there is of no use any more.
 */
export const isSpoiled = (err: unknown): boolean => !(err instanceof pg.DatabaseError) || isPlanStale(err) || codeOf(err) === '26000'

/** Whether a connection leads to a server that takes no writes: another one may lead to one that does. */
export const isReadOnly = (err: unknown): boolean => codeOf(err) === '25006'

/** One merchant's requests fill their share of the connections, and none of them came to an end in time. */
export class Busy extends Error {
  override readonly name = 'Busy'
}

/** The connection was lost while a transaction was being committed, and the database did not come back in time to be asked what became of it. */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown'
}

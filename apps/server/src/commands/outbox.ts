import { isProblemCode, problemText } from '@crossdock/contract'
import { writeKinds, writeStates, type WriteKind, type WriteState } from '@crossdock/domain'
import { retryWrite } from '@crossdock/flows'
import { everyMerchant, Refusal, type Needs } from '@crossdock/flows/ports'
import { listWriteLines, type Database, type WriteLine } from '@crossdock/postgres'
import { Sentence } from '../running/sentence.ts'
import { duration } from './doctor/finding.ts'

const mostShown = 200
/** One call to a platform at a time follows from each; so many at once are still a decision of one person. */
const mostRetried = 1000

export interface OutboxFilter {
  state?: string | undefined
  kind?: string | undefined
  account?: string | undefined
}

/** @throws Sentence when a state or a kind is none */
export async function listOutbox({ database }: { database: Database }, filter: OutboxFilter): Promise<WriteLine[]> {
  return database.transact(everyMerchant, (tx) => listWriteLines(tx, read(filter), mostShown))
}

function read({ state, kind, account }: OutboxFilter): { states?: readonly WriteState[]; kind?: WriteKind; account?: string } {
  return {
    ...(state === undefined ? {} : { states: [oneOf('state', state, writeStates)] }),
    ...(kind === undefined ? {} : { kind: oneOf('kind', kind, writeKinds) }),
    ...(account === undefined ? {} : { account }),
  }
}

function oneOf<Word extends string>(option: string, given: string, words: readonly Word[]): Word {
  const word = words.find((each) => each === given)
  if (word === undefined) throw new Sentence(`“${given}” is not a ${option}. Use one of: ${words.join(', ')}.`)
  return word
}

export interface Retried {
  id: string
  ok: boolean
  /** Why not, in a sentence. */
  problem: string | null
}

/** Sends refused writes again, by id or all that the filter finds; each has its own outcome. The worker sends them. */
export async function retryOutbox({ needs, database }: { needs: Needs; database: Database }, asked: { ids: readonly string[]; allRefused: boolean; filter: Omit<OutboxFilter, 'state'> }): Promise<Retried[]> {
  if (asked.allRefused === asked.ids.length > 0) throw new Sentence('Say either which writes, by their ids, or --all-refused. See outbox list --state rejected.')
  const ids = asked.allRefused ? (await database.transact(everyMerchant, (tx) => listWriteLines(tx, { ...read(asked.filter), states: ['rejected'] }, mostRetried))).map(({ id }) => id) : asked.ids
  const outcomes: Retried[] = []
  for (const id of ids) outcomes.push(await retryOne(needs, id))
  return outcomes
}

async function retryOne(needs: Needs, id: string): Promise<Retried> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return { id, ok: false, problem: 'This is not the id of a write.' }
  try {
    const asked = { scope: everyMerchant, actor: { kind: 'system' as const, name: 'command line' }, note: null, writeId: id }
    await retryWrite(needs, asked)
    return { id, ok: true, problem: null }
  } catch (err) {
    if (!(err instanceof Refusal) || !isProblemCode(err.code)) throw err
    return { id, ok: false, problem: problemText(err.code, 'en', err.params).detail }
  }
}

export function outboxText(lines: readonly WriteLine[]): string {
  if (lines.length === 0) return 'Nothing waits, and nothing was refused.'
  const rows = lines.map(({ id, state, kind, ecAccount, connected, ageSeconds, attempts, error }) =>
    `${id}  ${state.padEnd(8)}  ${kind.padEnd(20)}  ${duration(ageSeconds).padStart(7)}  ${`${attempts} tries`.padStart(9)}  ${ecAccount || '(account gone)'}${connected || kind === 'revocation' ? '' : ' (not connected: waits)'}${error ? `: ${oneLine(error)}` : ''}`)
  return [...rows, ...(lines.length === mostShown ? [`The ${mostShown} oldest; narrow it by --state, --kind or --account.`] : [])].join('\n')
}

export function retriedText(outcomes: readonly Retried[]): string {
  if (outcomes.length === 0) return 'There is nothing that was refused.'
  const refused = outcomes.filter(({ ok }) => !ok).map(({ id, problem }) => `✗ ${id}: ${problem}`)
  return [`${outcomes.length - refused.length} are sent again by the worker.`, ...refused].join('\n')
}

// What a platform says is its own: it may begin no line of ours.
const oneLine = (text: string) => text.replace(/\p{Cc}+/gu, ' ')

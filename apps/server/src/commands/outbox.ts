import { isProblemCode, problemText } from '@crossdock/contract'
import { writeKinds, writeStates, type WriteKind, type WriteState } from '@crossdock/domain'
import { leaveWrite, retryWrite } from '@crossdock/flows'
import { everyMerchant, Refusal, type Needs } from '@crossdock/flows/ports'
import { listWriteLines, type Database, type WriteLine } from '@crossdock/postgres'
import { Sentence } from '../running/sentence.ts'
import { duration } from './doctor/finding.ts'

const mostShown = 200
/** One call to a platform at a time follows from each; so many at once are still a decision of one person. */
const mostDecided = 1000
const longestNote = 500

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

export interface Decided {
  id: string
  ok: boolean
  /** Why not, in a sentence. */
  problem: string | null
}

/** Which refused writes: by id, or all that a filter finds. */
interface Refused {
  ids: readonly string[]
  allRefused: boolean
  filter: Omit<OutboxFilter, 'state'>
}

const actor = { kind: 'system' as const, name: 'command line' }

/** Sends refused writes again; each has its own outcome. The worker sends them. */
export const retryOutbox = (opened: { needs: Needs; database: Database }, asked: Refused): Promise<Decided[]> =>
  decideEach(opened, asked, (writeId) => retryWrite(opened.needs, { scope: everyMerchant, actor, note: null, writeId }))

/** Leaves refused writes as they are, for a reason: nobody is told of them any more. Each has its own outcome. */
export async function leaveOutbox(opened: { needs: Needs; database: Database }, { note, ...asked }: Refused & { note: string | undefined }): Promise<Decided[]> {
  const reason = note?.trim() ?? ''
  if (reason === '' || reason.length > longestNote) throw new Sentence(`Say why nothing can be done about it: --note "…", at most ${longestNote} characters.`)
  return decideEach(opened, asked, (writeId) => leaveWrite(opened.needs, { scope: everyMerchant, actor, note: reason, writeId }))
}

async function decideEach({ database }: { database: Database }, { ids, allRefused, filter }: Refused, decide: (id: string) => Promise<unknown>): Promise<Decided[]> {
  if (allRefused === ids.length > 0) throw new Sentence('Say either which writes, by their ids, or --all-refused. See outbox list --state rejected.')
  const found = allRefused ? (await database.transact(everyMerchant, (tx) => listWriteLines(tx, { ...read(filter), states: ['rejected'] }, mostDecided))).map(({ id }) => id) : ids
  const outcomes: Decided[] = []
  for (const id of found) outcomes.push(await decideOne(id, decide))
  return outcomes
}

async function decideOne(id: string, decide: (id: string) => Promise<unknown>): Promise<Decided> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return { id, ok: false, problem: 'This is not the id of a write.' }
  try {
    await decide(id)
    return { id, ok: true, problem: null }
  } catch (err) {
    if (!(err instanceof Refusal) || !isProblemCode(err.code)) throw err
    return { id, ok: false, problem: problemText(err.code, 'en', err.params).detail }
  }
}

export function outboxText(lines: readonly WriteLine[]): string {
  if (lines.length === 0) return 'Nothing waits, and nothing was refused.'
  const rows = lines.map(({ id, state, kind, ecAccount, connected, ageSeconds, attempts, error, refusedItems }) =>
    `${id}  ${state.padEnd(8)}  ${kind.padEnd(20)}  ${duration(ageSeconds).padStart(7)}  ${`${attempts} tries`.padStart(9)}  ${ecAccount || '(account gone)'}${connected || kind === 'revocation' ? '' : ' (not connected: waits)'}${refusedItems > 0 ? ` (${refusedItems} ${refusedItems === 1 ? 'item was' : 'items were'} refused)` : ''}${error ? `: ${oneLine(error)}` : ''}`)
  return [...rows, ...(lines.length === mostShown ? [`The ${mostShown} oldest; narrow it by --state, --kind or --account.`] : [])].join('\n')
}

export const retriedText = (outcomes: readonly Decided[]) => decidedText(outcomes, 'are sent again by the worker')
export const leftText = (outcomes: readonly Decided[]) => decidedText(outcomes, 'are left as they are')

function decidedText(outcomes: readonly Decided[], what: string): string {
  if (outcomes.length === 0) return 'There is nothing that was refused.'
  const refused = outcomes.filter(({ ok }) => !ok).map(({ id, problem }) => `✗ ${id}: ${problem}`)
  return [`${outcomes.length - refused.length} ${what}.`, ...refused].join('\n')
}

// What a platform says is its own: it may begin no line of ours.
const oneLine = (text: string) => text.replace(/\p{Cc}+/gu, ' ')

import { isProblemCode, problemText } from '@crossdock/contract'
import { isAskedByItem, itemAnswers, type ItemAnswer } from '@crossdock/domain'
import { answerWrite, readWriteQuestion, type WriteQuestion } from '@crossdock/flows'
import { everyMerchant, Refusal, type Needs } from '@crossdock/flows/ports'
import { Sentence } from '../running/sentence.ts'

interface Answering {
  /** The write, and what is said of its items: `SKU=arrived`, `SKU=not-arrived`. */
  words: readonly string[]
  allArrived: boolean
  noneArrived: boolean
  note: string | undefined
}

export type AnsweredOutbox = { id: string; state: 'planned' | 'accepted'; question: null } | { id: string; state: 'unknown'; question: WriteQuestion }

const actor = { kind: 'system' as const, name: 'command line' }

/**
 * Says what became of a write whose outcome nobody can ask for; without an answer, only shows what is asked. Of a stock write
 * with several SKUs each is answered for itself, or all alike.
 * @throws Sentence when the answer does not fit the question
 */
export async function answerOutbox({ needs }: { needs: Needs }, { words: [id = '', ...said], allArrived, noneArrived, note }: Answering): Promise<AnsweredOutbox> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) throw new Sentence('Say which write, by its id. See outbox list --state unknown.')
  if ([allArrived, noneArrived, said.length > 0].filter(Boolean).length > 1) throw new Sentence('Say either of each SKU what became of it, or --all-arrived, or --none-arrived.')
  try {
    const question = await readWriteQuestion(needs, { scope: everyMerchant, writeId: id })
    if (!allArrived && !noneArrived && said.length === 0) return { id, state: 'unknown', question }
    const whole: ItemAnswer = allArrived ? 'arrived' : 'not_arrived'
    const answers = said.length > 0 ? said.map(toAnswer) : question.items.map(({ sku }) => ({ sku, answer: whole }))
    const byItem = said.length > 0 || isAskedByItem(question.items)
    const { state } = await answerWrite(needs, { scope: everyMerchant, actor, writeId: id, version: question.version, note: note ?? null, ...(byItem ? { answer: 'by_item', answers } : { answer: whole }) })
    return { id, state, question: null }
  } catch (err) {
    if (!(err instanceof Refusal) || !isProblemCode(err.code)) throw err
    const fields = err.errors.map(({ message, params = {} }) => message.replace(/\{(\w+)\}/g, (name, key: string) => String(params[key] ?? name)))
    throw new Sentence(fields.length > 0 ? `The answer does not fit: ${fields.join('; ')}.` : problemText(err.code, 'en', err.params).detail)
  }
}

function toAnswer(word: string): { sku: string; answer: ItemAnswer } {
  const mark = word.lastIndexOf('=')
  const answer = itemAnswers.find((each) => each.replace('_', '-') === word.slice(mark + 1))
  if (mark < 1 || !answer) throw new Sentence(`“${word}” is no answer. Use: SKU=arrived or SKU=not-arrived.`)
  return { sku: word.slice(0, mark), answer }
}

export function answeredText(answered: AnsweredOutbox): string {
  if (!answered.question) return answered.state === 'accepted' ? 'It is kept as done.' : 'What did not arrive is sent again by the worker.'
  const { items, order, problem } = answered.question
  const figure = (value: number | null | undefined) => value ?? 'not known'
  const lines = items.map(({ sku, quantity, store, shown, expected }) =>
    `${sku}  sent ${quantity}  the store shows ${store ?? (shown ? `${shown.stock} (at ${shown.at.toISOString()})` : 'not known')}; if it arrived ${figure(expected?.arrived)}, if not ${figure(expected?.notArrived)}`)
  const parcel = order ? [`The store’s order shows ${figure(order.shipped)} units as shipped; if it arrived ${order.expected.arrived}, if not ${order.expected.notArrived}`] : []
  return [...lines, ...parcel, ...(problem === null ? [] : [`The store cannot be read now: ${problem.replace(/\p{Cc}+/gu, ' ')}`]), `Did it arrive? outbox answer ${answered.id} ${isAskedByItem(items) ? 'SKU=arrived SKU=not-arrived …, or ' : ''}--all-arrived, or --none-arrived`].join('\n')
}

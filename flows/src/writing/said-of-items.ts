import { isAskedByItem, sortItems, type ItemAnswer, type WriteAnswer } from '@crossdock/domain'
import { Refusal, type AnsweredItem, type FieldRefusal, type PlatformWrite } from '../ports/index.ts'
import { sentItems, type SentItem } from './sent-items.ts'

export interface Said {
  /** All of it arrived, none of it, or some; or it is beside the point. */
  answer: WriteAnswer
  arrived: SentItem[]
  /** What is sent again. */
  rest: SentItem[]
  /** What was said of each, where it was asked item by item. */
  items: AnsweredItem[] | null
}

interface Answer {
  answer: WriteAnswer
  answers?: readonly { sku: string; answer: ItemAnswer }[] | undefined
}

/** What a person said of each item of a write. @throws Refusal invalid_input, where it is not said of each item, or of others */
export function saidOfItems(write: PlatformWrite, { answer, answers = [] }: Answer): Said {
  const items = sentItems(write)
  if (answer !== 'by_item' && answers.length > 0) refuse([{ path: 'answers', code: 'invalid_value', message: 'goes with the answer by_item only' }])
  if (answer === 'overwritten') return { answer, arrived: [], rest: [], items: null }
  if (answer !== 'by_item') {
    if (isAskedByItem(items)) refuse([{ path: 'answers', code: 'invalid_value', message: 'must say of each of these whether it arrived: {skus}', params: { skus: namesOf(items) } }])
    return answer === 'arrived' ? { answer, arrived: items, rest: [], items: null } : { answer, arrived: [], rest: items, items: null }
  }
  if (items.length === 0) refuse([{ path: 'answer', code: 'invalid_value', message: 'only stock is answered item by item' }])
  const sorted = sortItems(items, answers)
  if (!('arrived' in sorted)) {
    return refuse([
      ...(sorted.unanswered.length > 0 ? [{ path: 'answers', code: 'invalid_value', message: 'must say of each of these whether it arrived: {skus}', params: { skus: sorted.unanswered.join(', ') } }] : []),
      ...sorted.foreign.map((sku) => ({ path: pathOf(answers, sku), code: 'invalid_value', message: '{sku} is not in this write', params: { sku } })),
      ...sorted.twice.map((sku) => ({ path: pathOf(answers, sku), code: 'invalid_value', message: '{sku} comes twice', params: { sku } })),
    ])
  }
  const { arrived, rest } = sorted
  const kept = items.map((item) => ({ ...item, answer: arrived.includes(item) ? ('arrived' as const) : ('not_arrived' as const) }))
  return { answer: rest.length === 0 ? 'arrived' : arrived.length === 0 ? 'not_arrived' : 'by_item', arrived, rest, items: isAskedByItem(items) ? kept : null }
}

const namesOf = (items: readonly SentItem[]) => items.map(({ sku }) => sku).join(', ')

/** Where a SKU stands in the request; of one that comes twice, its second place. */
const pathOf = (answers: readonly { sku: string }[], sku: string) => `answers.${answers.findLastIndex((each) => each.sku === sku)}.sku`

function refuse(errors: FieldRefusal[]): never {
  throw new Refusal('invalid_input', {}, errors)
}

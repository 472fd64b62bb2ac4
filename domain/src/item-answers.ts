import type { ItemAnswer } from './vocabulary.ts'

/** What a person said of the items of a write: what the store has, and what is still to be sent. */
export interface SortedItems<Item> {
  arrived: Item[]
  rest: Item[]
}

/** Why answers do not fit the items that they are about; SKUs. */
export interface UnfitAnswers {
  unanswered: string[]
  foreign: string[]
  twice: string[]
}

/** A write of several items is asked about item by item: a store may have taken one and refused another. */
export const isAskedByItem = (items: readonly unknown[]): boolean => items.length > 1

/** Sorts the items of a write by what was said of each. Every item needs one answer, and every answer an item. */
export function sortItems<Item extends { sku: string }>(items: readonly Item[], answers: readonly { sku: string; answer: ItemAnswer }[]): SortedItems<Item> | UnfitAnswers {
  const said = new Map(answers.map(({ sku, answer }) => [sku, answer]))
  const known = new Set(items.map(({ sku }) => sku))
  const unfit: UnfitAnswers = {
    unanswered: items.filter(({ sku }) => !said.has(sku)).map(({ sku }) => sku),
    foreign: [...said.keys()].filter((sku) => !known.has(sku)),
    twice: [...said.keys()].filter((sku) => answers.filter((each) => each.sku === sku).length > 1),
  }
  if (unfit.unanswered.length + unfit.foreign.length + unfit.twice.length > 0) return unfit
  return { arrived: items.filter(({ sku }) => said.get(sku) === 'arrived'), rest: items.filter(({ sku }) => said.get(sku) === 'not_arrived') }
}

import { isolate, type ItemAnswer } from '@crossdock/domain'
import { useTranslations } from 'use-intl'
import { useEnumeration } from '../ui/enumeration.ts'

export interface AnsweredItem {
  sku: string
  quantity: number
  answer: ItemAnswer
}

/** In words, which items of a write a person says arrived, and which did not: a line for each of the two. */
export function useAnsweredItems(): (items: readonly AnsweredItem[]) => string[] {
  const t = useTranslations('outbox')
  const enumerate = useEnumeration()
  return (items) => (['arrived', 'not_arrived'] as const).flatMap((answer) => {
    const skus = items.filter((item) => item.answer === answer).map(({ sku, quantity }) => t('itemSaid', { sku: isolate(sku), quantity }))
    return skus.length === 0 ? [] : [t(`itemsSaid.${answer}`, { skus: enumerate(skus) })]
  })
}

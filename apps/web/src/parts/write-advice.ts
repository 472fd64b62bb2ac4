import { useTranslations } from 'use-intl'
import { oneOf } from '../ui/one-of.ts'

const advised = [
  'order_cancelled', 'already_shipped', 'quantity_exceeds_fulfillable', 'unknown_line', 'invalid_tracking_number', 'insufficient_scope', 'not_supported', 'not_found', 'idempotency_conflict', 'too_many_items', 'invalid_request', 'invalid_client', 'key_lost', 'figures_outdated',
] as const

/** What is to be done about a refusal, by the platform's code. */
export function useAdvice(): (errorCode: string | null) => string {
  const t = useTranslations('outbox.advice')
  return (errorCode) => t(oneOf(advised, errorCode ?? undefined) ?? 'other')
}

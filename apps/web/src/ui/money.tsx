import { useFormatter } from 'use-intl'

/** Whole TWD. */
export function Money({ value, currency = 'TWD' }: { value: number; currency?: string }) {
  const format = useFormatter()
  return <span style={{ whiteSpace: 'nowrap' }}>{format.number(value, { style: 'currency', currency, maximumFractionDigits: 0 })}</span>
}

export function Count({ value }: { value: number }) {
  const format = useFormatter()
  return <>{format.number(value)}</>
}

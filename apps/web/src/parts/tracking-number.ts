/** What is wrong with a tracking number as it is typed; null when nothing is. */
export function trackingProblem(value: string): 'trackingMissing' | 'trackingTooLong' | 'trackingSigns' | null {
  const text = value.trim()
  if (text === '') return 'trackingMissing'
  if (text.length > 64) return 'trackingTooLong'
  return /^[\x20-\x7e]+$/.test(text) ? null : 'trackingSigns'
}

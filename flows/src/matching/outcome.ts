import { Refusal } from '../ports/index.ts'

/** What became of one of many: nothing stood in its way, or this did. */
export interface Outcome {
  id: string
  refusal: Refusal | null
}

/** Each id once, with the refusal that its check throws. */
export function outcomesOf(ids: readonly string[], check: (id: string) => void): Outcome[] {
  return [...new Set(ids)].map((id) => ({ id, refusal: refusalFrom(() => check(id)) }))
}

function refusalFrom(check: () => void): Refusal | null {
  try {
    check()
    return null
  } catch (err) {
    if (err instanceof Refusal) return err
    throw err
  }
}

import { isProblemCode, problemText, type Language } from '@crossdock/contract'
import type { Outcome } from '@crossdock/flows'

/** What became of each of many, in the caller's words. */
export function toOutcomes(outcomes: readonly Outcome[], language: Language) {
  return {
    results: outcomes.map(({ id, refusal }) => {
      if (!refusal) return { id, ok: true, code: null, detail: null }
      const detail = isProblemCode(refusal.code) ? problemText(refusal.code, language, refusal.params).detail : refusal.message
      return { id, ok: false, code: refusal.code, detail }
    }),
  }
}

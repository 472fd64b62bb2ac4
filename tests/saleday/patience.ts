import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { ApiClient } from '../support/api-client.ts'

const patienceMs = 150_000

/** A caller that asks again, with the same Idempotency-Key, until it is answered: through a restart, a lost connection, a database that is away. */
export interface PatientClient {
  get<Answer>(path: string): Promise<Answer>
  /** @param lost how to find what was done, where it was done and its answer is lost; what is to be done anew unless given */
  post<Answer>(path: string, body?: unknown, lost?: () => Promise<Answer>): Promise<Answer>
  put<Answer>(path: string, body: unknown): Promise<Answer>
  patch<Answer>(path: string, body: unknown): Promise<Answer>
  /** How often it had to ask again. */
  again(): number
}

export function patient(api: () => ApiClient): PatientClient {
  let repeats = 0
  const ask = async <Answer>(act: () => Promise<Answer>): Promise<Answer> => {
    const end = Date.now() + patienceMs
    for (;;) {
      try {
        return await act()
      } catch (err) {
        if (Date.now() > end || !passes(err)) throw err
        repeats += 1
        await delay(300)
      }
    }
  }
  return {
    get: (path) => ask(() => api().get(path)),
    async post<Answer>(path: string, body?: unknown, lost?: () => Promise<Answer>): Promise<Answer> {
      for (;;) {
        const headers = { 'idempotency-key': randomUUID() }
        try {
          return await ask(() => api().post<Answer>(path, body, headers))
        } catch (err) {
          if (!(err instanceof Error && err.message.includes('idempotency_answer_lost'))) throw err
          if (lost) return await lost()
        }
      }
    },
    put: (path, body) => ask(() => api().put(path, body)),
    patch: (path, body) => ask(() => api().patch(path, body)),
    again: () => repeats,
  }
}

/** No connection, or an answer that says “later”. */
function passes(err: unknown): boolean {
  const message = err instanceof Error ? err.message : ''
  return message === 'fetch failed' || message === 'terminated' || / answered 5\d\d:/.test(message) || message.includes('idempotency_in_progress')
}

import type { Client } from '@orpc/client'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { CallContext } from './client.ts'
import { ProblemError } from './problem-error.ts'

/** How one of many writes stands; `refused` also when nobody knows whether it arrived. */
export type EachState = { state: 'sending' } | { state: 'done' } | { state: 'refused'; error: Error }

const atOnce = 4

/**
 * Many writes, each with its own outcome and its own idempotency key: one that is sent again with the same input happens once.
 * @param refreshes keys that are read again when all have their outcome
 */
export function useWriteEach<Input>(procedure: { call: Client<CallContext, Input, unknown, Error> }, refreshes: readonly (readonly unknown[])[]): {
  states: ReadonlyMap<string, EachState>
  running: boolean
  send: (writes: readonly { id: string; input: Input }[]) => Promise<void>
  reset: () => void
} {
  const queryClient = useQueryClient()
  const keys = useRef(new Map<string, { body: string; key: string }>())
  const [states, setStates] = useState<ReadonlyMap<string, EachState>>(new Map())
  const [running, setRunning] = useState(false)
  // State is a render behind a double click; this is not.
  const busy = useRef(false)
  const mark = (id: string, state: EachState) => setStates((before) => new Map(before).set(id, state))

  const sendOne = async ({ id, input }: { id: string; input: Input }) => {
    const body = JSON.stringify(input)
    const known = keys.current.get(id)
    const key = known?.body === body ? known.key : crypto.randomUUID()
    keys.current.set(id, { body, key })
    mark(id, { state: 'sending' })
    try {
      await procedure.call(input, { context: { idempotencyKey: key } })
      mark(id, { state: 'done' })
    } catch (err) {
      // A refusal is an answer, kept under its key; what is mended is asked anew.
      if (err instanceof ProblemError && err.status < 500 && err.code !== 'idempotency_in_progress') keys.current.delete(id)
      mark(id, { state: 'refused', error: err instanceof Error ? err : new Error(String(err)) })
    }
  }
  return {
    states,
    running,
    reset: () => setStates(new Map()),
    send: async (writes) => {
      if (busy.current) return
      busy.current = true
      setRunning(true)
      const queue = [...writes]
      const work = async () => {
        for (let next = queue.shift(); next; next = queue.shift()) await sendOne(next)
      }
      await Promise.all(Array.from({ length: atOnce }, work))
      busy.current = false
      setRunning(false)
      for (const queryKey of refreshes) void queryClient.invalidateQueries({ queryKey })
    },
  }
}

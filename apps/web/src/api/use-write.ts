import type { Client } from '@orpc/client'
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query'
import { useRef } from 'react'
import type { CallContext } from './client.ts'
import { ProblemError } from './problem-error.ts'

interface WritableProcedure<Input, Output> {
  call: Client<CallContext, Input, Output, Error>
}

/**
 * A write with its idempotency key. The key lives as long as the outcome is unknown: the same form sent again after a
 * lost answer carries the same key, so that it happens once; an answer, or a changed form, ends it.
 *
 * @param procedure `api.orders.ship`
 * @param options.refreshes keys of what the write changes (`[api.orders.key()]`), read again after it
 */
export function useWrite<Input, Output>(
  procedure: WritableProcedure<Input, Output>,
  options: { refreshes?: readonly (readonly unknown[])[]; onSuccess?: (output: Output, input: Input) => void; onError?: (error: Error, input: Input) => void } = {},
): UseMutationResult<Output, Error, Input> {
  const queryClient = useQueryClient()
  const pending = useRef<{ body: string; key: string } | null>(null)
  return useMutation<Output, Error, Input>({
    mutationFn: async (input) => {
      const body = JSON.stringify(input)
      if (pending.current?.body !== body) pending.current = { body, key: crypto.randomUUID() }
      try {
        const output = await procedure.call(input, { context: { idempotencyKey: pending.current.key } })
        pending.current = null
        return output
      } catch (err) {
        if (err instanceof ProblemError && err.status < 500 && err.code !== 'idempotency_in_progress') pending.current = null
        throw err
      }
    },
    onSuccess: (output, input) => {
      for (const queryKey of options.refreshes ?? []) void queryClient.invalidateQueries({ queryKey })
      options.onSuccess?.(output, input)
    },
    onError: (error, input) => options.onError?.(error, input),
  })
}

import { QueryCache, QueryClient } from '@tanstack/react-query'
import { ProblemError } from './problem-error.ts'

/** A refusal is an answer: asking again changes nothing. Only what never reached us, or came from a struggling server, is asked again. */
function isWorthRetrying(error: Error): boolean {
  return !(error instanceof ProblemError) || error.status >= 502
}

/** @param onSignedOut called when any read says that nobody is signed in */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof ProblemError && error.code === 'unauthenticated') onSignedOut()
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        refetchOnWindowFocus: true,
        retry: (failures, error) => failures < 2 && isWorthRetrying(error),
      },
      // Without a network a write fails at once and says so. It does not wait for the network to be sent behind somebody's back.
      mutations: { retry: false, networkMode: 'always' },
    },
  })
}

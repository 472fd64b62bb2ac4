import type { Client } from '@orpc/client'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import type { CallContext } from './client.ts'

interface Page<Item> {
  items: Item[]
  nextCursor: string | null
}
interface ListProcedure<Input, Item> {
  call: Client<CallContext, Input, Page<Item>, Error>
  key: (options: { type: 'infinite' }) => readonly unknown[]
}

export interface Pages<Item> {
  rows: Item[]
  /** Nothing has been read yet. */
  loading: boolean
  /** Shown rows belong to other filters; the right ones are on their way. */
  stale: boolean
  error: Error | null
  retry: () => void
  more: { load: () => void; loading: boolean } | null
}

/**
 * A keyset-paged list, page after page.
 * @param procedure `api.orders.list`
 * @param input its filters, without `cursor`
 */
export function usePages<Input extends { cursor?: string | undefined }, Item>(
  procedure: ListProcedure<Input, Item>,
  input: Omit<NoInfer<Input>, 'cursor'>,
  options: { refetchInterval?: number | false; enabled?: boolean } = {},
): Pages<Item> {
  const query = useInfiniteQuery({
    queryKey: [...procedure.key({ type: 'infinite' }), input],
    queryFn: ({ pageParam, signal }) => procedure.call({ ...input, cursor: pageParam ?? undefined } as Input, { context: {}, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    ...options,
  })
  return {
    rows: query.data?.pages.flatMap((each) => each.items) ?? [],
    loading: query.isPending,
    stale: query.isPlaceholderData,
    error: query.error,
    retry: () => void query.refetch(),
    more: query.hasNextPage ? { load: () => void query.fetchNextPage(), loading: query.isFetchingNextPage } : null,
  }
}

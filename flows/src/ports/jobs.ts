import type { z } from 'zod'

/** What a job is: a name and the shape of what it is told. Importing a definition loads no work. */
export interface JobDefinition<Payload> {
  name: string
  payload: z.ZodType<Payload>
}

export interface JobQueue {
  /** @param startAfter not before this instant */
  enqueue<Payload>(definition: JobDefinition<Payload>, payload: Payload, startAfter?: Date): Promise<void>
  /** As many at once. */
  enqueueAll<Payload>(definition: JobDefinition<Payload>, payloads: readonly Payload[]): Promise<void>
  /** Enqueues those for which no job stands ready already: what is behind with its work does not grow by being looked at. */
  enqueueMissing<Payload>(definition: JobDefinition<Payload>, payloads: readonly Payload[]): Promise<void>
}

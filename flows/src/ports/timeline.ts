import type { Actor } from './actor.ts'

export interface TimelineEntry {
  subjectId: string
  type: string
  actor: Actor
  data?: Record<string, unknown>
  fetchRunId?: string | null
}

export interface TimelineRows {
  write(merchantId: string, entries: readonly TimelineEntry[]): Promise<void>
}

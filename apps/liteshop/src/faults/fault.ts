import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import type { DeliveryPlan, ItemRefusal, Outgoing } from './drill.ts'
import type { Route } from './route-names.ts'
import type { SettingSpec, Settings, Words } from './settings.ts'

export const families = ['limits', 'errors', 'lost', 'slow', 'bodies', 'drift', 'content', 'paging', 'time', 'races', 'tokens', 'stock', 'webhooks'] as const
export type Family = (typeof families)[number]

/** An answer on its way out; the headers are laid over those that it has. */
export interface Answer {
  status: number
  headers: Record<string, string>
  body: string | Readable
  /** The socket is destroyed and nothing is sent. */
  reset?: boolean
  /** The socket is destroyed once the answer has left, though it promised to stay. */
  closeAfter?: boolean
}

/** One call that a fault strikes. */
export interface Strike {
  ctx: Context
  route: Route
  shopId: string | null
  /** The one order that is meant, when the fault was switched on for one. */
  order: string | null
  settings: Settings
  request: FastifyRequest
}

/** A trouble that a platform can make. Of what it can do, a fault has what it needs. */
export interface Fault {
  /** `family.name`, stable. */
  id: string
  family: Family
  words: Words
  /** The numbers of the fault matrix, such as F001. */
  serves: readonly string[]
  routes: readonly Route[]
  settings?: readonly SettingSpec[]
  /** How often it strikes unless that is said; without end when left out. */
  times?: number
  /** The answer in place of the work, or of the work's answer where the setting `applied` is `yes`. */
  instead?(strike: Strike): Answer | undefined
  /** Lays hands on the request, before the work; answers whether it did. */
  before?(strike: Strike): boolean
  /** Another answer than the work gave; undefined where there is nothing to strike. */
  after?(strike: Strike, answer: Answer & { body: string }): Answer | undefined
  /** Happens once, when it is switched on, to each of these shops. */
  atOnce?(ctx: Context, shopId: string, settings: Settings): void
  /** Milliseconds by which a change shows late. */
  lateness?(settings: Settings): number
  item?(settings: Settings): ItemRefusal
  /** Another plan for a webhook try; `hold` keeps a delivery until the next one of its shop has left. */
  delivery?(ctx: Context, outgoing: Outgoing, plan: DeliveryPlan, settings: Settings, hold: () => boolean): DeliveryPlan | undefined
}

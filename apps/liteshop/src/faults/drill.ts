/** What the rest of the sandbox asks of the fire drill. Everything answers "nothing" while no fault is on. */
export interface Drill {
  /** True while no fault is on: nobody need ask further. */
  readonly quiet: boolean
  /** Milliseconds by which a change of this shop shows late in lists. */
  lateness(shopId: string): number
  /** What becomes of one item of a stock write instead of being applied. */
  refusedItem(request: object): ItemRefusal | undefined
  /** Whether a write is to be answered without its being done. */
  feigns(request: object): boolean
  /** What becomes of one webhook try. */
  deliver(outgoing: Outgoing): DeliveryPlan
  /** Tells that a delivery of the shop has left; answers the deliveries that had to wait for it. */
  released(shopId: string): number[]
  /** Switches everything off and forgets what struck. */
  clear(): void
}

export type ItemRefusal = 'unknown_sku' | 'not_tracked' | 'invalid_quantity'

export interface Outgoing {
  id: number
  messageId: string
  shopId: string
  body: string
  secret: string
}

/** One POST of a webhook; `timestamp` is in seconds. */
export interface Message {
  id: string
  timestamp: number
  body: string
  signature: string | undefined
}

export interface DeliveryPlan {
  /** Not now, but at this instant (milliseconds). */
  postponedTo?: number
  /** The shop believes that it was delivered, and sends nothing. */
  lost?: boolean
  /** All at once rather than one after the other. */
  together?: boolean
  /** Posted in this order; the answer to the last one counts. */
  messages: Message[]
}

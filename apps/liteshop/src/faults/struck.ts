import type { Answer, Fault, Strike } from './fault.ts'
import type { Route } from './route-names.ts'
import type { Switch } from './switchboard.ts'

/** What the drill has to do with one call. */
export interface StruckCall {
  route: Route
  shopId: string | null
  /** Chosen to strike this call, in the order in which they were switched on. */
  chosen: { one: Switch; strike: Strike }[]
  /** Ids of those that did. */
  faults: string[]
  /** Answered in place of the work. */
  instead: Answer | undefined
  /** What the work itself came to; null when none was done. */
  workStatus: number | null
  reset: boolean
  closeAfter: boolean
}

const calls = new WeakMap<object, StruckCall>()

export function keepStruck(request: object, call: StruckCall): void {
  calls.set(request, call)
}

export function struckOf(request: object): StruckCall | undefined {
  return calls.get(request)
}

/** Notes a fault for the journal, once. */
export function note(call: StruckCall, fault: Fault): void {
  if (!call.faults.includes(fault.id)) call.faults.push(fault.id)
}

import type { JsonObject } from './answers.ts'
import { documentOf, withDocument } from './answers.ts'
import type { Fault } from './fault.ts'
import type { Place } from './member-path.ts'
import { isHolder, placesAt, setAt, takeOut, valueAt } from './member-path.ts'
import type { Route } from './route-names.ts'
import { callRoutes } from './route-names.ts'
import { choice, text, textOf } from './settings.ts'

/** Routes whose answers have no members. */
const wordless: readonly Route[] = ['webhooks.delete', 'revoke']

/** Members that are worth trying, one or two a route. */
const worthTrying = [
  'orders.0.lines.*.quantity', 'orders.*.order_status', 'next_cursor', 'count', 'recipient', 'fulfillments.*.tracking_number', 'tracking_number', 'levels.*.stock', 'results', 'results.*.result', 'results.*.stock',
  'shop_title', 'timezone', 'shipping_methods.*.code', 'webhooks.*.topic', 'secret', 'access_token', 'scope', 'token_endpoint'
]

/** What becomes of a member; answers false where it cannot be done to this one. */
const forms: Record<string, (place: Place, given: string) => boolean> = {
  missing: (place) => exists(place) && done(takeOut(place)),
  null: (place) => exists(place) && done(setAt(place, null)),
  wrong_type: (place) => exists(place) && done(setAt(place, otherType(valueAt(place)))),
  unknown_value: (place) => exists(place) && done(setAt(place, 'on_the_moon')),
  empty: (place) => exists(place) && done(setAt(place, emptied(valueAt(place)))),
  extra: (place) => done(addBeside(place)),
  fewer: (place) => onList(place, (list) => list.slice(0, -1)),
  more: (place) => onList(place, (list) => [...list, list.at(-1)]),
  reordered: (place) => onList(place, (list) => list.toReversed()),
  value: (place, given) => done(setAt(place, parsed(given)))
}

/** Any member of any answer, in any form: what no list of known troubles has thought of. */
export const anyMember: Fault = {
  id: 'drift.member',
  family: 'drift',
  words: {
    zh: '任一路由的回應中，指定路徑的欄位以所選的形式改變。',
    en: 'A member of the answers of any route, found by its path, changes in the form that is chosen.'
  },
  serves: ['F028', 'F029', 'F069', 'F113'],
  routes: callRoutes.filter((route) => !wordless.includes(route)),
  settings: [
    { ...text('path', '*', '欄位路徑，由回應最外層算起；* 代表每一項', 'Path of the member from the outside in; * is each'), suggestions: worthTrying },
    choice('form', Object.keys(forms) as [string, ...string[]], '形式', 'Form'),
    text('value', '', '指定的值（JSON 或文字；形式選 value 時使用）', 'Value, JSON or text (for the form value)')
  ],
  after({ settings }, answer) {
    const document = documentOf(answer)
    const change = forms[textOf(settings, 'form')]
    if (!document || !change) return undefined
    const changed = placesAt(document, textOf(settings, 'path')).filter((place) => change(place, textOf(settings, 'value')))
    return changed.length > 0 ? withDocument(answer, document) : undefined
  }
}

const exists = ({ holder, name }: Place) => Object.hasOwn(holder, name)
const done = (_work: void) => true

function otherType(value: unknown): unknown {
  if (Array.isArray(value)) return {}
  if (isHolder(value)) return []
  return typeof value === 'string' ? value.length : String(value)
}

function emptied(value: unknown): unknown {
  if (Array.isArray(value)) return []
  if (isHolder(value)) return {}
  return typeof value === 'number' ? 0 : typeof value === 'boolean' ? false : ''
}

function addBeside(place: Place): void {
  const value = valueAt(place)
  const within = isHolder(value) && !Array.isArray(value) ? value : place.holder
  if (Array.isArray(within)) within.push({ nobody_knows: true })
  else (within as JsonObject)['nobody_knows'] = { since: 'today', parts: [1, null] }
}

function onList(place: Place, change: (list: unknown[]) => unknown[]): boolean {
  const list = valueAt(place)
  if (!Array.isArray(list) || list.length === 0) return false
  setAt(place, change(list))
  return true
}

function parsed(given: string): unknown {
  try {
    return JSON.parse(given) as unknown
  } catch {
    return given
  }
}

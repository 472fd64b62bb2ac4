import { formatInstant, parseInstant } from '../instants.ts'
import type { Answer, Fault } from './fault.ts'
import { signedMessage } from './messages.ts'
import { apiRoutes, callRoutes } from './route-names.ts'
import { figureOf, whole } from './settings.ts'

const minute = 60_000

/** Filters are read by the platform's clock, so they are turned back to the true one before the work. */
function turnBack(address: string, shift: number): string {
  const [path = '', query = ''] = address.split(/\?(.*)/s)
  const parameters = new URLSearchParams(query)
  for (const [name, value] of parameters) {
    const instant = /_at_(min|max)$/.test(name) ? parseInstant(value) : undefined
    if (instant !== undefined) parameters.set(name, formatInstant(instant - shift))
  }
  return query === '' ? path : `${path}?${parameters.toString()}`
}

function turnForward(answer: Answer & { body: string }, shift: number, now: number): Answer {
  const body = answer.body.replace(/"(created_at|updated_at)":"([^"]+)"/g, (whole, name: string, value: string) => {
    const instant = parseInstant(value)
    return instant === undefined ? whole : `"${name}":"${formatInstant(instant + shift)}"`
  })
  return { ...answer, headers: { ...answer.headers, date: new Date(now + shift).toUTCString() }, body }
}

export const time: readonly Fault[] = [
  {
    id: 'time.clock_off',
    family: 'time',
    words: { zh: '平台時鐘偏差：Date 標頭、訂單時間、查詢條件與通知時間都依偏差的時鐘。', en: 'The platform’s clock is off: the Date header, the instants of orders, the filters and the webhook timestamps all go by it.' },
    serves: ['F002', 'F041', 'F089'],
    routes: [...callRoutes, 'webhooks.deliver'],
    settings: [whole('minutes', 5, [-1440, 1440], '偏差分鐘數（負數為慢）', 'Minutes that it is ahead (negative: behind)')],
    before({ request, settings, route }) {
      if (!(apiRoutes as readonly string[]).includes(route)) return false
      const { raw } = request
      // Reading it keeps the address as it came, for the journal.
      raw.url = turnBack(request.originalUrl, figureOf(settings, 'minutes') * minute)
      return true
    },
    after: ({ ctx, settings }, answer) => turnForward(answer, figureOf(settings, 'minutes') * minute, ctx.now()),
    delivery: (_ctx, { secret }, plan, settings) => ({
      ...plan, messages: plan.messages.map(({ id, timestamp, body }) => signedMessage(secret, id, timestamp + figureOf(settings, 'minutes') * 60, body))
    })
  },
  {
    id: 'time.date_off',
    family: 'time',
    words: { zh: '回應的 Date 標頭來自另一個時鐘（例如代理伺服器）：訂單時間、查詢條件與通知不變。', en: 'The Date header comes from another clock, such as a proxy’s: the instants of orders, the filters and the webhooks stay.' },
    serves: ['F041'],
    routes: callRoutes,
    settings: [whole('minutes', 30, [-14_400, 14_400], 'Date 偏差分鐘數（負數為慢）', 'Minutes that it is ahead (negative: behind)')],
    after: ({ ctx, settings }, answer) => ({ ...answer, headers: { ...answer.headers, date: new Date(ctx.now() + figureOf(settings, 'minutes') * minute).toUTCString() } })
  },
  {
    id: 'time.late',
    family: 'time',
    words: { zh: '變動延遲出現在清單中（更新時間仍為較早的時間），最多 120 秒。', en: 'Changes show late in lists, up to 120 s after the instant that they bear.' },
    serves: ['F025'],
    routes: ['orders.change'],
    settings: [whole('seconds', 60, [1, 120], '延遲秒數', 'Seconds')],
    lateness: (settings) => figureOf(settings, 'seconds') * 1000
  }
]

import { applied, refusal } from './answers.ts'
import type { Fault } from './fault.ts'
import { apiRoutes, callRoutes } from './route-names.ts'
import { choice, figureOf, textOf, whole } from './settings.ts'

const refusals: Record<string, number> = {
  not_found: 404, order_cancelled: 409, already_shipped: 409, idempotency_conflict: 409, quantity_exceeds_fulfillable: 422, unknown_line: 422, invalid_tracking_number: 422, invalid_request: 400
}

export const errors: readonly Fault[] = [
  {
    id: 'errors.server',
    family: 'errors',
    words: { zh: '回應 500、502、503 或 504，可附 Retry-After；可選擇請求其實已處理。', en: 'Answers 500, 502, 503 or 504, with or without Retry-After; the work may have been done all the same.' },
    serves: ['F005', 'F006', 'F007', 'F012', 'F055', 'F058', 'F094', 'F105'],
    routes: callRoutes,
    settings: [
      choice('status', ['500', '502', '503', '504'], '狀態碼', 'Status'),
      whole('retry_after', 0, [0, 86_400], 'Retry-After 秒數（0 為不提供）', 'Seconds of Retry-After (0 leaves it out)'),
      choice('body', ['problem', 'html', 'empty'], '內容', 'Body'),
      applied
    ],
    instead({ route, settings }) {
      const status = figureOf(settings, 'status')
      const wait = figureOf(settings, 'retry_after')
      const headers: Record<string, string> = wait > 0 ? { 'retry-after': String(wait) } : {}
      const form = textOf(settings, 'body')
      if (form === 'problem') return refusal(route, status, status === 500 ? 'internal_error' : 'unavailable', 'Something went wrong here. Try again.', headers)
      return { status, headers: { ...headers, 'content-type': 'text/html' }, body: form === 'html' ? `<html><body><h1>${status}</h1><hr>gateway</body></html>` : '' }
    }
  },
  {
    id: 'errors.refusal',
    family: 'errors',
    words: { zh: '以合約中的拒絕代碼拒絕請求（例如 already_shipped、invalid_tracking_number）。', en: 'Refuses the call for good with a code of the contract, such as already_shipped or invalid_tracking_number.' },
    serves: ['F095', 'F096', 'F100', 'F113'],
    routes: apiRoutes,
    settings: [choice('code', ['invalid_tracking_number', ...Object.keys(refusals).filter((code) => code !== 'invalid_tracking_number')], '代碼', 'Code'), applied],
    instead({ route, settings }) {
      const code = textOf(settings, 'code')
      return refusal(route, refusals[code] ?? 400, code, 'Refused by the fire drill.')
    }
  }
]

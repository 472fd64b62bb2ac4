import { applied, stream } from './answers.ts'
import type { Fault } from './fault.ts'
import { callRoutes } from './route-names.ts'
import { figureOf, whole } from './settings.ts'

/** Longer than any caller waits, and short of a leak. */
const forEver = 3600_000

export const slow: readonly Fault[] = [
  {
    id: 'slow.headers',
    family: 'slow',
    words: { zh: '遲遲不送出回應標頭；可選擇請求其實已處理。', en: 'The headers of the answer do not come; the work may have been done all the same.' },
    serves: ['F010', 'F053', 'F055'],
    routes: callRoutes,
    settings: [whole('seconds', 0, [0, 3600], '延遲秒數（0 為永不回應）', 'Seconds until they come (0: never)'), applied],
    instead({ ctx, settings }) {
      return { status: 504, headers: { 'content-type': 'text/plain' }, body: stream(ctx, async function* (wait) {
        await wait(figureOf(settings, 'seconds') * 1000 || forEver)
        yield Buffer.from('gateway timeout')
      }) }
    },
    after({ ctx, settings }, answer) {
      return { ...answer, body: stream(ctx, async function* (wait) {
        await wait(figureOf(settings, 'seconds') * 1000 || forEver)
        yield Buffer.from(answer.body)
      }) }
    }
  },
  {
    id: 'slow.body',
    family: 'slow',
    words: { zh: '回應內容一點一點地送出。', en: 'The body of the answer drips, a few bytes at a time.' },
    serves: ['F009'],
    routes: callRoutes,
    settings: [whole('bytes', 1, [1, 65_536], '每次位元組數', 'Bytes at a time'), whole('milliseconds', 5000, [1, 600_000], '間隔毫秒數', 'Milliseconds between')],
    after({ ctx, settings }, answer) {
      const body = Buffer.from(answer.body)
      const step = figureOf(settings, 'bytes')
      return { ...answer, body: stream(ctx, async function* (wait) {
        for (let from = 0; from < body.length; from += step) {
          yield body.subarray(from, from + step)
          await wait(figureOf(settings, 'milliseconds'))
        }
      }) }
    }
  }
]

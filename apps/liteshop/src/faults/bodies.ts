import { pipeline } from 'node:stream'
import { createGzip } from 'node:zlib'
import { applied, stream } from './answers.ts'
import type { Fault } from './fault.ts'
import { apiRoutes, callRoutes } from './route-names.ts'
import { choice, figureOf, text, textOf, whole } from './settings.ts'

const megabyte = Buffer.alloc(1024 * 1024, ' ')

/** White space before a document changes nothing in it: only a cap on size tells this answer from a good one. */
async function* swollen(megabytes: number, body: string): AsyncGenerator<Buffer> {
  for (let sent = 0; sent < megabytes; sent += 1) yield megabyte
  yield Buffer.from(body)
}

export const bodies: readonly Fault[] = [
  {
    id: 'bodies.truncated',
    family: 'bodies',
    words: { zh: 'JSON 內容在中途截斷（正常結束，或連線中斷）。', en: 'The JSON stops half-way: the answer ends there, or the connection breaks there.' },
    serves: ['F015'],
    routes: callRoutes,
    settings: [whole('percent', 50, [0, 99], '保留百分比', 'Percentage that is kept'), choice('manner', ['ended', 'broken'], '方式', 'Manner')],
    after({ ctx, settings }, answer) {
      const whole = Buffer.from(answer.body)
      if (whole.length === 0) return undefined
      const kept = whole.subarray(0, Math.floor((whole.length * figureOf(settings, 'percent')) / 100))
      if (textOf(settings, 'manner') === 'ended') return { ...answer, body: kept.toString('utf8') }
      return { ...answer, headers: { ...answer.headers, 'content-length': String(whole.length) }, body: stream(ctx, async function* () {
        yield kept
        throw new Error('The connection breaks here.')
      }) }
    }
  },
  {
    id: 'bodies.html',
    family: 'bodies',
    words: { zh: '以 200 回應 HTML 登入頁。', en: 'Answers 200 with an HTML log-in page.' },
    serves: ['F016'],
    routes: callRoutes,
    settings: [choice('type', ['text/html', 'application/json'], '內容類型', 'Content type'), applied],
    instead: ({ settings }) => ({
      status: 200, headers: { 'content-type': textOf(settings, 'type') },
      body: '<!doctype html><title>Log in</title><form method="post"><input name="email"><input name="password" type="password"><button>Log in</button></form>'
    })
  },
  {
    id: 'bodies.empty',
    family: 'bodies',
    words: { zh: '以 200 回應空白內容。', en: 'Answers 200 with nothing in it.' },
    serves: ['F015', 'F016'],
    routes: callRoutes,
    settings: [applied],
    instead: () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: '' })
  },
  {
    id: 'bodies.wrong_type',
    family: 'bodies',
    words: { zh: '內容正確，但內容類型錯誤。', en: 'The right body under a wrong content type.' },
    serves: ['F016'],
    routes: callRoutes,
    settings: [text('type', 'text/plain', '內容類型', 'Content type')],
    after: ({ settings }, answer) => ({ ...answer, headers: { ...answer.headers, 'content-type': textOf(settings, 'type') } })
  },
  {
    id: 'bodies.oversized',
    family: 'bodies',
    words: { zh: '回應內容過大（前面填滿空白的有效 JSON）。', en: 'A body far too large: valid JSON behind megabytes of white space.' },
    serves: ['F013'],
    routes: callRoutes,
    settings: [whole('megabytes', 16, [1, 4096], 'MB', 'Megabytes')],
    after: ({ ctx, settings }, answer) => ({ ...answer, body: stream(ctx, () => swollen(figureOf(settings, 'megabytes'), answer.body)) })
  },
  {
    id: 'bodies.gzip_bomb',
    family: 'bodies',
    words: { zh: '壓縮後很小、解壓後過大的內容。', en: 'A body that is small as it travels and far too large when unpacked.' },
    serves: ['F014'],
    routes: callRoutes,
    settings: [whole('megabytes', 64, [1, 4096], '解壓後 MB', 'Megabytes unpacked')],
    after: ({ ctx, settings }, answer) => ({
      ...answer, headers: { ...answer.headers, 'content-encoding': 'gzip' },
      // A caller that hangs up ends it with an error, which is what was wanted.
      body: pipeline(stream(ctx, () => swollen(figureOf(settings, 'megabytes'), answer.body)), createGzip(), () => {})
    })
  },
  {
    id: 'bodies.redirect',
    family: 'bodies',
    words: { zh: '重新導向至其他來源。', en: 'Redirects to another origin.' },
    serves: ['F017'],
    routes: [...apiRoutes, 'token.exchange', 'token.refresh', 'revoke', 'metadata'],
    settings: [choice('status', ['307', '301', '302', '308'], '狀態碼', 'Status'), text('to', 'http://liteshop.invalid', '目標來源', 'Origin that it leads to'), applied],
    instead: ({ request, settings }) => ({ status: figureOf(settings, 'status'), headers: { location: textOf(settings, 'to') + request.originalUrl }, body: '' })
  }
]

import { refusal } from './answers.ts'
import type { Fault } from './fault.ts'
import { callRoutes } from './route-names.ts'
import { choice, figureOf, textOf, whole } from './settings.ts'

export const limits: readonly Fault[] = [{
  id: 'limits.429',
  family: 'limits',
  words: { zh: '回應 429（請求過多），Retry-After 可為秒數、HTTP 日期、不提供、極大值、過去的日期或亂碼。', en: 'Answers 429, with Retry-After as seconds, as an HTTP date, left out, huge, in the past, or as nonsense.' },
  serves: ['F001', 'F002', 'F003', 'F004'],
  routes: callRoutes,
  settings: [
    choice('retry_after', ['seconds', 'date', 'absent', 'huge', 'past', 'nonsense'], 'Retry-After 的形式', 'Form of Retry-After'),
    whole('seconds', 7, [0, 86_400], '等待秒數', 'Seconds to wait'),
    whole('ahead', 0, [-86_400, 86_400], '平台時鐘快幾秒（日期形式）', 'Seconds by which the platform’s clock is ahead (for the date)')
  ],
  instead({ ctx, route, settings }) {
    const clock = ctx.now() + figureOf(settings, 'ahead') * 1000
    const dateIn = (seconds: number) => new Date(clock + seconds * 1000).toUTCString()
    const forms: Record<string, Record<string, string>> = {
      seconds: { 'retry-after': String(figureOf(settings, 'seconds')) },
      date: { 'retry-after': dateIn(figureOf(settings, 'seconds')), date: dateIn(0) },
      absent: {},
      huge: { 'retry-after': '86400' },
      past: { 'retry-after': dateIn(-3600), date: dateIn(0) },
      nonsense: { 'retry-after': 'soon' }
    }
    return refusal(route, 429, 'rate_limited', 'Too many requests; wait before the next one.', forms[textOf(settings, 'retry_after')])
  }
}]

import { shorten } from '@crossdock/domain'
import { linkAddress, alertLink } from '../alerting/alert-link.ts'
import { alertText } from '../alerting/alert-text.ts'
import type { Alert, MailLanguage } from '../ports/index.ts'

const words = {
  en: {
    several: (count: number) => `${count} alerts: `, digest: (open: number) => (open === 1 ? 'Still open: 1 alert' : `Still open: ${open} alerts`), says: 'They say: ', since: 'Since', open: 'Open', owner: 'Whose move it is',
    owners: { merchant: 'the merchant', warehouse: 'the warehouse', platform: 'the platform', crossdock: 'Crossdock' }, closed: (count: number) => (count === 1 ? '1 alert has closed by itself since yesterday.' : `${count} alerts have closed by themselves since yesterday.`),
    grown: (from: number, to: number) => `Grown from ${from} to ${to}`, why: 'You get this as a user of Crossdock. How and when is up to you:', more: (count: number) => `… and ${count} more.`,
  },
  zh: {
    several: (count: number) => `${count} 則警示：`, digest: (open: number) => `尚未解決的警示：${open} 則`, says: '對方回覆：', since: '開始時間', open: '開啟', owner: '由誰處理',
    owners: { merchant: '貨主', warehouse: '倉庫', platform: '電商平台', crossdock: 'Crossdock' }, closed: (count: number) => `昨日至今已有 ${count} 則警示自動解除。`,
    grown: (from: number, to: number) => `由 ${from} 增為 ${to}`, why: '您是 Crossdock 的使用者，因此收到此信。通知方式可於此調整：', more: (count: number) => `…另有 ${count} 則。`,
  },
} satisfies Record<MailLanguage, unknown>

/** More would be no mail that anybody reads. */
const shown = 30
const longestSubject = 180

export interface MailContent {
  alerts: readonly Alert[]
  /** How many have closed since the last mail. */
  closed: number
  /** By an alert's id: the size that it has grown from. */
  grownFrom: ReadonlyMap<string, number | null>
}

export interface MailContext {
  language: MailLanguage
  publicUrl: string
  timeZone: string
  platformName: (platform: string) => string
}

/** A mail's words: what people and platforms wrote stands in it as text, never as markup, and never as a line of the protocol. */
export function composeMail(kind: 'at_once' | 'digest', { alerts, closed, grownFrom }: MailContent, context: MailContext): { subject: string; text: string; html: string } {
  const { language, publicUrl } = context
  const w = words[language]
  const when = new Intl.DateTimeFormat(language === 'zh' ? 'zh-TW' : 'en-GB', { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23', timeZone: context.timeZone })
  const grown = (alert: Alert) => {
    const from = grownFrom.get(alert.id) ?? null
    return from === null ? '' : `${w.grown(from, alert.count)} · `
  }
  const items = alerts.slice(0, shown).map((alert) => {
    const { sentence, todo, detail } = alertText(alert, language, context.platformName)
    return { sentence: oneLine(sentence), todo, detail: detail === null ? null : oneLine(detail), facts: `${grown(alert)}${w.since} ${when.format(alert.since)} · ${w.owner}: ${w.owners[alert.owner]}`, address: linkAddress(publicUrl, alertLink(alert)) }
  })
  const first = items[0]?.sentence ?? ''
  const subject = kind === 'digest' ? w.digest(alerts.length) : alerts.length === 1 ? first : w.several(alerts.length) + first
  const rest = alerts.length > shown ? [w.more(alerts.length - shown)] : []
  const closing = [...rest, ...(kind === 'digest' && closed > 0 ? [w.closed(closed)] : [])]
  const preferences = `${publicUrl}/alerts/preferences`
  const text = [
    ...items.map((item) => [item.sentence, ...(item.detail === null ? [] : [w.says + item.detail]), item.todo, item.facts, item.address].join('\n')),
    ...closing,
    `-- \n${w.why} ${preferences}`,
  ].join('\n\n')
  const html = [
    `<!doctype html><html lang="${language === 'zh' ? 'zh-Hant-TW' : 'en'}"><meta charset="utf-8"><body style="font:14px/1.5 system-ui,sans-serif;color:#222;max-width:640px">`,
    ...items.map((item) =>
      [
        '<div style="border-left:3px solid #b42318;padding:0 0 0 12px;margin:0 0 20px">', `<p style="margin:0;font-weight:600">${escape(item.sentence)}</p>`,
        ...(item.detail === null ? [] : [`<p style="margin:4px 0;color:#555">${w.says}${escape(item.detail)}</p>`]),
        `<p style="margin:4px 0">${escape(item.todo)}</p><p style="margin:4px 0;color:#555">${escape(item.facts)}</p><p style="margin:4px 0"><a href="${escape(item.address)}">${w.open}</a></p></div>`,
      ].join(''),
    ),
    ...closing.map((line) => `<p>${escape(line)}</p>`),
    `<p style="color:#777;font-size:12px">${w.why} <a href="${escape(preferences)}">${escape(preferences)}</a></p></body></html>`,
  ].join('\n')
  return { subject: shorten(oneLine(subject), longestSubject), text, html }
}

/** Control characters and line ends become spaces; signs that turn the writing direction go. */
const oneLine = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(/[\u202a-\u202e\u2066-\u2069]/g, '').trim()

const escape = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

import { newId, systemMerchantId } from '@crossdock/domain'
import type { AlertNews } from '../alerting/settle-alerts.ts'
import { defaultMailChoice, type Alert, type MailChoice, type Needs, type NewMail, type Reader, type Transaction } from '../ports/index.ts'
import { composeMail } from './compose-mail.ts'
import { platformNames, tellingOf } from './telling.ts'

/** A digest whose hour has passed by more than this is not sent at noon: its day goes without. */
const digestHours = 3
const dayMs = 86_400_000

/** Whether an alert is any of a reader's business. */
export function concerns(alert: Pick<Alert, 'merchantId' | 'audience'>, reader: Pick<Reader, 'merchantId' | 'role'>): boolean {
  return alert.audience.includes(reader.role) && (reader.role !== 'merchant' || reader.merchantId === alert.merchantId)
}

/**
 * Queues the mails that a look at the alerts gives rise to: to those who want it at once one mail for all that opened or has grown by so much that it is worth telling, and
 * to the others, at their hour, one of all that is open.
 */
export async function queueMails(tx: Transaction, needs: Needs, readers: readonly Reader[], { news, open, now }: { news: readonly AlertNews[]; open: readonly Alert[]; now: Date }): Promise<void> {
  const setting = await tx.mails.setting()
  if (!setting?.enabled) return
  const { timeZone } = tellingOf(needs)
  const choices = await tx.mails.choices()
  const { day, hour } = localHour(now, timeZone)
  const made = await tx.mails.digestsMade([day])
  // What came back soon after it had closed was told already, unless it is far larger now.
  const atOnce = news.filter((each) => (each.type === 'opened' && !each.again) || each.grownFrom !== null)
  const grownFrom = new Map(atOnce.map((each) => [each.alert.id, each.grownFrom]))
  let closed: Alert[] | null = null
  const mails: NewMail[] = []
  for (const reader of readers) {
    const merchantId = reader.merchantId ?? systemMerchantId
    const choice: MailChoice = choices.get(`${merchantId} ${reader.userId}`) ?? defaultMailChoice(reader.role, setting.language)
    const mail = (kind: NewMail['kind'], alerts: readonly Alert[], closed = 0) => {
      const content = composeMail(kind, { alerts, closed, grownFrom: kind === 'at_once' ? grownFrom : new Map() }, { language: choice.language, publicUrl: needs.publicUrl, timeZone, platformName: platformNames(needs) })
      mails.push({ merchantId, id: newId(), userId: reader.userId, to: reader.email, kind, digestDay: kind === 'digest' ? day : null, ...content, wanted: alerts.length > 0, at: now })
    }
    if (choice.mode === 'at_once') {
      const theirs = atOnce.map((each) => each.alert).filter((alert) => concerns(alert, reader))
      if (theirs.length > 0) mail('at_once', theirs)
    } else if (choice.mode === 'digest' && hour >= choice.digestHour && hour < choice.digestHour + digestHours && !made.has(`${reader.userId} ${day}`)) {
      closed ??= await tx.alerts.closedSince(new Date(now.getTime() - dayMs))
      const theirs = (alerts: readonly Alert[]) => alerts.filter((alert) => concerns(alert, reader))
      mail('digest', theirs(open), theirs(closed).length)
    }
  }
  await tx.mails.add(mails)
}

function localHour(now: Date, timeZone: string): { day: string; hour: number } {
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', hourCycle: 'h23' }).formatToParts(now).map(({ type, value }) => [type, value]))
  return { day: `${parts['year']}-${parts['month']}-${parts['day']}`, hour: Number(parts['hour']) }
}

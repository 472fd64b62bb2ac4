import { sendMailJob, sendNoticeJob } from '../jobs/index.ts'
import { everyMerchant, type Needs } from '../ports/index.ts'
import { testType } from './send-notice.ts'

const dayMs = 86_400_000
/** Said on the screens, and in the guides. */
export const keptWhileDisabledDays = 14
export const keptDays = 30

/** Wakes every mail and every notice that is due and that no job may remember, and forgets what is old. @returns how many were woken */
export async function sweepTelling(needs: Needs, limit = 200): Promise<number> {
  return needs.store.transact(everyMerchant, async (tx) => {
    const now = needs.now()
    const ago = (days: number) => new Date(now.getTime() - days * dayMs)
    await tx.mails.giveUpLost(now)
    const mails = await tx.mails.due(now, limit)
    await tx.jobs.enqueueMissing(sendMailJob, mails)
    await tx.notices.leaveLost(testType, now)
    const notices = await tx.notices.due(now, limit)
    await tx.jobs.enqueueMissing(sendNoticeJob, notices)
    await tx.mails.prune(ago(keptDays))
    await tx.notices.expire({ waiting: ago(keptWhileDisabledDays), settled: ago(keptDays) }, now)
    return mails.length + notices.length
  })
}

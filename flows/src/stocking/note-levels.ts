import { afterCorrection, afterIncrement, afterOverwrite, type Answer } from '@crossdock/domain'
import type { AnsweredLine, KeptLevel, PlatformWrite, StockPushLineResult, Transaction } from '../ports/index.ts'

/** Keeps what a store has been told, and what it said, by its answers to one part of a stock push: in the transaction that settles it. */
export async function noteLevels(tx: Transaction, write: PlatformWrite, results: readonly StockPushLineResult[], at: Date): Promise<void> {
  const { merchantId, ecAccountId, subjectId, part } = write
  const answers = new Map(results.map((result) => [result.sku, result]))
  const sentAt = (await tx.levels.sentAt(merchantId, write.id)) ?? at
  const ahead = await tx.levels.clockAhead(merchantId, ecAccountId)
  const times = { at: at.getTime() + ahead, sentAt: sentAt.getTime() + ahead, uncertainSince: write.uncertainSince && write.uncertainSince.getTime() + ahead }
  const levels = (await tx.levels.lockAnswered(merchantId, subjectId, part)).flatMap((line) => {
    const result = answers.get(line.sku)
    return result ? [levelAfter(line, result, times)] : []
  })
  await tx.levels.saveLevels(merchantId, ecAccountId, levels.filter((level) => level !== null))
}

function levelAfter(line: AnsweredLine, { result, stockAfter }: StockPushLineResult, times: Omit<Answer, 'stock'>): KeptLevel | null {
  const { productId } = line
  if (result === 'unknown_sku' || result === 'not_tracked') return { productId, told: line.level.told, toldBy: null, shown: null, shownBy: null, standing: result }
  if (result !== 'applied') return null
  const answer = { ...times, stock: stockAfter }
  if (line.kind === 'overwrite') return { productId, ...afterOverwrite(line.quantity, answer), toldBy: 'overwrite', shownBy: 'overwrite', standing: 'tracked' }
  const after = line.origin === 'drift' ? afterCorrection(line.level, line.quantity, answer) : afterIncrement(line.level, line.quantity, answer)
  // What somebody accepted stays accepted, with the increment added to it.
  return { productId, ...after, toldBy: line.level.told ? null : 'increment', shownBy: after.shown && after.shown.at === answer.at ? 'increment' : null, standing: 'tracked' }
}

import { answerWrite, leaveWrite, leaveWrites, readWriteQuestion, retryWrite, retryWrites } from '@crossdock/flows'
import { Refusal } from '@crossdock/flows/ports'
import { countWrites, getWrite, listWrites } from '@crossdock/postgres'
import { api } from '../implement.ts'
import { narrowed } from './narrowed.ts'
import { toOutcomes } from './outcomes.ts'

const dated = <Figure extends { at: Date }>(figure: Figure | null) => figure && { ...figure, at: figure.at.toISOString() }

export const platformWrites = {
  list: api.platformWrites.list.handler(({ input, context: { transact, principal } }) => transact((tx) => listWrites(tx, narrowed(input, principal)))),
  counts: api.platformWrites.counts.handler(({ input, context: { transact, principal } }) => transact((tx) => countWrites(tx, narrowed(input, principal)))),
  get: api.platformWrites.get.handler(async ({ input, context: { transact } }) => {
    const write = await transact((tx) => getWrite(tx, input.id))
    if (!write) throw new Refusal('not_found')
    return write
  }),
  question: api.platformWrites.question.handler(async ({ input, context: { app, scope } }) => {
    const { readAt, items, ...rest } = await readWriteQuestion(app.needs, { scope, writeId: input.id })
    return { ...rest, readAt: readAt?.toISOString() ?? null, items: items.map((item) => ({ ...item, told: dated(item.told), shown: dated(item.shown) })) }
  }),
  answer: api.platformWrites.answer.handler(({ input: { id, ...answer }, context: { app, scope, actor } }) => answerWrite(app.needs, { ...answer, scope, actor, writeId: id })),
  retry: api.platformWrites.retry.handler(({ input: { id, note }, context: { app, scope, actor } }) => retryWrite(app.needs, { scope, actor, note, writeId: id })),
  leave: api.platformWrites.leave.handler(({ input: { id, note }, context: { app, scope, actor } }) => leaveWrite(app.needs, { scope, actor, note, writeId: id })),
  leaveMany: api.platformWrites.leaveMany.handler(async ({ input: { ids, note }, context: { app, scope, actor, language } }) =>
    toOutcomes(await leaveWrites(app.needs, { scope, actor, note, writeIds: ids }), language),
  ),
  retryMany: api.platformWrites.retryMany.handler(async ({ input: { ids, note }, context: { app, scope, actor, language } }) =>
    toOutcomes(await retryWrites(app.needs, { scope, actor, note, writeIds: ids }), language),
  ),
}

import type { Store, Transaction } from '@crossdock/flows/ports'
import type { Random } from './random.ts'

/** A rule broken on purpose, to see that the checker notices. */
export interface Mutation {
  name: string
  /** What the checker is to say. */
  breaks: RegExp
  forgetsKeys?: boolean
  /** Nobody waits for as long as the platform asked. */
  hurries?: boolean
  /** How the names of the rounds begin that workers leave out. */
  skipsRound?: string
  store?: (store: Store, random: Random) => Store
}

/** A store of which one thing is different. */
const within = (change: (tx: Transaction, random: Random) => Transaction) => (store: Store, random: Random): Store => ({
  transact: (scope, work) => store.transact(scope, (tx) => work(change(tx, random))),
})

export const mutations: readonly Mutation[] = [
  { name: 'the platform forgets idempotency keys', breaks: /^I0[46]/, forgetsKeys: true },
  { name: 'nobody waits as long as the platform asked', breaks: /^I18/, hurries: true },
  { name: 'no sweep rebuilds what the queue lost', breaks: /^I15/, skipsRound: 'sweeping' },
  { name: 'no slot is claimed', breaks: /^I17/, skipsRound: 'claiming slots' },
  {
    name: 'now and then a page moves the cursor without its orders', breaks: /^I01/,
    store: within((tx, random) => ({
      ...tx,
      fetching: {
        ...tx.fetching,
        insertOrders: (account, run, orders, readAt) => tx.fetching.insertOrders(account, run, random.chance(0.2) ? [] : orders, readAt),
      },
    })),
  },
  {
    name: 'shipping does not look at holds', breaks: /^I1[01]/,
    store: within((tx) => ({
      ...tx,
      shipping: {
        ...tx.shipping,
        storeStates: async (ids) => (await tx.shipping.storeStates(ids)).map((state) => ({ ...state, holds: [] })),
        lock: async (ids) => (await tx.shipping.lock(ids)).map((order) => ({ ...order, holds: [] })),
      },
    })),
  },
  {
    name: 'each attempt of a write has a key of its own', breaks: /^I0[46]/,
    store: within((tx) => ({
      ...tx,
      writes: {
        ...tx.writes,
        async take(...args) {
          const write = await tx.writes.take(...args)
          return write && { ...write, idempotencyKey: `${write.idempotencyKey}-${write.attempts}` }
        },
        async takeDue(...args) {
          return (await tx.writes.takeDue(...args)).map((write) => ({ ...write, idempotencyKey: `${write.idempotencyKey}-${write.attempts}` }))
        },
      },
    })),
  },
  {
    name: 'settling finds nothing', breaks: /^I10/,
    store: within((tx, random) => ({
      ...tx,
      matching: { ...tx.matching, settle: (...args) => (random.chance(0.3) ? Promise.resolve({ released: 0, heldOrders: 0, held: {} }) : tx.matching.settle(...args)) },
    })),
  },
  {
    name: 'the ledger forgets what was pushed', breaks: /^I0[56]/,
    store: within((tx) => ({ ...tx, stocking: { ...tx.stocking, saveLedger: async () => {} } })),
  },
  {
    name: 'a timeline row is left out', breaks: /^I13/,
    store: within((tx) => ({ ...tx, timeline: { write: (merchantId, entries) => tx.timeline.write(merchantId, entries.filter((entry) => entry.type !== 'shipped')) } })),
  },
  {
    name: 'a revoked account keeps its tokens', breaks: /^I09/,
    store: within((tx) => ({ ...tx, credentials: { ...tx.credentials, giveUp: async () => {} } })),
  },
  {
    name: 'a correction proposes nothing', breaks: /^I05/,
    store: within((tx) => ({ ...tx, stocking: { ...tx.stocking, propose: async () => {} } })),
  },
  {
    name: 'a delivery that comes again is kept again', breaks: /^I20/,
    store: within((tx, random) => ({ ...tx, webhooks: { ...tx.webhooks, keepDelivery: (ref, delivery) => tx.webhooks.keepDelivery(ref, { ...delivery, webhookId: `${delivery.webhookId}-${random.next()}` }) } })),
  },
  {
    name: 'now and then what is to be told is told nobody', breaks: /^I16/,
    store: within((tx, random) => ({ ...tx, notices: { ...tx.notices, add: (notices, options) => (random.chance(0.3) ? Promise.resolve() : tx.notices.add(notices, options)) } })),
  },
]

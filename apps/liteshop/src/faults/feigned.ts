import type { Fault } from './fault.ts'

const feigned = new WeakSet<object>()

/** Whether the call is to be answered as if it were done, without its being done. */
export function isFeigned(request: object): boolean {
  return feigned.has(request)
}

export const feigning: Fault = {
  id: 'lost.feigned',
  family: 'lost',
  words: {
    zh: '回應成功（例如 201），實際上什麼都沒做；以同一把冪等鍵重送，得到同樣的回應。',
    en: 'The answer is a success such as 201, and nothing was done; the same idempotency key is answered the same again.'
  },
  serves: ['F094', 'F104', 'F105'],
  routes: ['fulfillments.create', 'stock.set', 'stock.adjust', 'webhooks.create'],
  before({ request }) {
    feigned.add(request)
    return true
  }
}

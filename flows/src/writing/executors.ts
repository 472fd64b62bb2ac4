import type { WriteKind } from '@crossdock/domain'
import { revocationExecutor } from '../connecting/send-revocation.ts'
import { subscriptionExecutor } from '../connecting/subscribe-webhooks.ts'
import { trackingExecutor } from '../shipping/push-tracking.ts'
import { incrementExecutor, overwriteExecutor } from '../stocking/push-stock.ts'
import type { Executor } from './executor.ts'

/** How each kind of write is carried out. */
export const executors: Record<WriteKind, Executor> = {
  tracking: trackingExecutor,
  stock_increment: incrementExecutor,
  stock_overwrite: overwriteExecutor,
  webhook_subscription: subscriptionExecutor,
  revocation: revocationExecutor,
}

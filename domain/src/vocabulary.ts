/** The closed word lists that database, API and screens share. */
export const connectionStatuses = ['not_verified', 'connected', 'disconnected'] as const
export type ConnectionStatus = (typeof connectionStatuses)[number]

/** What is shown: Degraded is Connected in trouble. */
export const shownConnectionStatuses = ['not_verified', 'connected', 'degraded', 'disconnected'] as const
export type ShownConnectionStatus = (typeof shownConnectionStatuses)[number]

export const disconnectReasons = ['revoked_here', 'revoked_on_platform', 'refused_by_platform'] as const
export type DisconnectReason = (typeof disconnectReasons)[number]

/** What a rehearsal looks at before a slot, in this order: whether our access can be renewed, whether the store answers, whether we may read orders, whether it is still the same shop. */
export const rehearsalChecks = ['token', 'store', 'scope', 'shop'] as const
export type RehearsalCheck = (typeof rehearsalChecks)[number]

export const roles = ['admin', 'operator', 'merchant'] as const
export type Role = (typeof roles)[number]

export const fetchTriggers = ['slot', 'catch_up', 'manual', 'webhook', 'reauthorized', 'gap', 'backfill'] as const
export type FetchTrigger = (typeof fetchTriggers)[number]

export const fetchRunStatuses = ['queued', 'running', 'waiting', 'succeeded', 'failed', 'stopped'] as const
export type FetchRunStatus = (typeof fetchRunStatuses)[number]

/** A comparison of a store's orders with ours. */
export const reconciliationTriggers = ['nightly', 'manual'] as const
export type ReconciliationTrigger = (typeof reconciliationTriggers)[number]
export const reconciliationStatuses = ['queued', 'running', 'waiting', 'succeeded', 'failed', 'stopped'] as const
export type ReconciliationStatus = (typeof reconciliationStatuses)[number]

/** One write to a platform: planned → sending → unknown → accepted / rejected. */
export const writeStates = ['planned', 'sending', 'unknown', 'accepted', 'rejected'] as const
export type WriteState = (typeof writeStates)[number]
export const writeKinds = ['tracking', 'stock_increment', 'stock_overwrite', 'webhook_subscription', 'revocation'] as const
export type WriteKind = (typeof writeKinds)[number]

/** What a person says became of a write of which nobody else knows. */
export const writeAnswers = ['arrived', 'not_arrived', 'overwritten', 'by_item'] as const
export type WriteAnswer = (typeof writeAnswers)[number]
/** … and of one item of it. */
export const itemAnswers = ['arrived', 'not_arrived'] as const
export type ItemAnswer = (typeof itemAnswers)[number]
/** What a write went through: attempts, and what people decided. */
export const writeEvents = ['attempt', 'interrupted', 'asked', ...writeAnswers, 'sent_again', 'corrected', 'left', 'account_deleted'] as const
export type WriteEvent = (typeof writeEvents)[number]

/** How far a store knows of an order's parcels, of all together. `differs`: it shows another number than the parcel bears. */
export const trackingStates = ['none', 'waiting', 'sent', 'confirmed', 'refused', 'differs'] as const
export type TrackingState = (typeof trackingStates)[number]
/** What orders are looked for by: as a parcel's state, or `unshown`: one that a store took a day ago or longer and does not show. */
export const trackingFilters = [...trackingStates, 'unshown'] as const
export type TrackingFilter = (typeof trackingFilters)[number]

/** What happens to an order whose store cannot be asked before it leaves. */
export const unreachableRules = ['stop', 'go'] as const
export type UnreachableRule = (typeof unreachableRules)[number]

export const inboundStatuses = ['pending', 'receiving', 'received', 'completed', 'canceled'] as const
export type InboundStatus = (typeof inboundStatuses)[number]

export const stockMovementKinds = ['inbound', 'shipment', 'adjustment'] as const
export type StockMovementKind = (typeof stockMovementKinds)[number]

export const stockPushKinds = ['increment', 'overwrite'] as const
export type StockPushKind = (typeof stockPushKinds)[number]
/** What a stock push comes from: an inbound's completion, a person who overwrites, a correction of an inbound, a drift. */
export const stockPushOrigins = ['inbound', 'hand', 'correction', 'drift'] as const
export type StockPushOrigin = (typeof stockPushOrigins)[number]
export const pushProposalStates = ['open', 'confirmed', 'dismissed', 'evened'] as const
export type PushProposalState = (typeof pushProposalStates)[number]
export const stockLineResults = ['waiting', 'applied', 'unknown_sku', 'not_tracked', 'invalid_quantity', 'refused', 'superseded'] as const
export type StockLineResult = (typeof stockLineResults)[number]

export const temperatures = ['ambient', 'chilled', 'frozen'] as const
export type Temperature = (typeof temperatures)[number]
export const deliveries = ['home', 'convenience_store', 'self_pickup'] as const
export type Delivery = (typeof deliveries)[number]

export const actorKinds = ['user', 'api_key', 'system', 'platform'] as const
export type ActorKind = (typeof actorKinds)[number]

/** The five kinds of a platform's failure. The kind alone decides what happens. */
export const failureKinds = ['auth', 'rate_limited', 'unavailable', 'rejected', 'malformed'] as const
export type FailureKind = (typeof failureKinds)[number]

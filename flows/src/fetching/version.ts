import type { ReadOrder } from '@crossdock/connector-kit'

/** µs since 1970: a change can follow within the millisecond of the one before. NaN for what is no instant. */
export const microsOf = (instant: string): number => Date.parse(instant) * 1_000 + (isToTheMillisecond(instant) ? 0 : Number((/\.(\d+)/.exec(instant)?.[1] ?? '').slice(3, 6).padEnd(3, '0')))

/** As nearly all are; of these there are several for each order. */
const isToTheMillisecond = (instant: string): boolean => instant.length === 24 && instant.charCodeAt(19) === 46 && instant.charCodeAt(23) === 90

/** One that does not say when it changed is older than any that does. */
export const versionOf = (read: ReadOrder): number => microsOf((read.order === null ? read.updatedAt : read.order.updatedAt) ?? '') || 0

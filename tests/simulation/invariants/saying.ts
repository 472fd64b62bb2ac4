import type { SimAccount, World } from '../world.ts'

/** Told of everything that is wrong: a sentence that begins with the invariant. */
export type Says = (sentence: string) => void
export const shopOf = (world: World, account: SimAccount) => world.platform.shops.get(account.shopId)!
export const differ = (one: Iterable<string>, other: Iterable<string>) => { const known = new Set(other); return [...one].filter((each) => !known.has(each)) }

export interface SaleOptions {
  /** Of all stores together. */
  orders: number
  stores: number
  seed: string
  /** Of a hundred calls to the stores, how many a fault strikes. */
  faults: number
  /** Over how many seconds the orders arrive. */
  seconds: number
  /** Of how many stores notices come by webhook; the others are fetched alone. */
  webhooks: number
}

const limits: Record<keyof Omit<SaleOptions, 'seed'>, [least: number, most: number]> = { orders: [1, 200_000], stores: [1, 60], faults: [0, 50], seconds: [1, 3_600], webhooks: [0, 60] }

/** @throws Error with a sentence about what is wrong with the arguments */
export function readOptions(args: readonly string[]): SaleOptions {
  const given = new Map<string, string>()
  for (let index = 0; index < args.length; index += 2) {
    const name = (args[index] ?? '').replace(/^--/, '')
    const value = args[index + 1]
    if (value === undefined || !(name === 'seed' || name in limits)) throw new Error(`“${args[index]}” is not understood. Use: --orders N --stores M --seed S --faults PERCENT --seconds N --webhooks STORES`)
    given.set(name, value)
  }
  const number = (name: keyof typeof limits, otherwise: number): number => {
    const value = given.has(name) ? Number(given.get(name)) : otherwise
    const [least, most] = limits[name]
    if (!Number.isInteger(value) || value < least || value > most) throw new Error(`--${name} is a whole number from ${least} to ${most}.`)
    return value
  }
  const stores = number('stores', 20)
  const orders = number('orders', 50_000)
  return { stores, orders, seed: given.get('seed') ?? '1', faults: number('faults', 5), seconds: number('seconds', Math.max(5, Math.round(orders / 250))), webhooks: number('webhooks', Math.min(2, stores)) }
}

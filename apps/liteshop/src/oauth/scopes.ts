/** The scopes of the contract, in the order in which the consent page lists them. */
export const scopes = ['shop:read', 'orders:read', 'fulfillments:write', 'inventory:write', 'webhooks:write'] as const
export type Scope = (typeof scopes)[number]

/** Distinct known scopes in the contract's order; undefined when a name is unknown or none is left. */
export function parseScope(text: string): Scope[] | undefined {
  const names = new Set(text.split(' ').filter((name) => name !== ''))
  const known = scopes.filter((scope) => names.has(scope))
  return known.length === names.size && known.length > 0 ? known : undefined
}

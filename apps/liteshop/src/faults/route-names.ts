/** What a fault can strike: the calls of partners, and two things that the shop does by itself. */
export const routes = [
  'orders.list', 'orders.count', 'orders.get', 'fulfillments.list', 'fulfillments.create', 'levels', 'stock.set', 'stock.adjust', 'shop', 'shipping_methods',
  'webhooks.list', 'webhooks.create', 'webhooks.delete', 'token.exchange', 'token.refresh', 'revoke', 'metadata', 'webhooks.deliver', 'orders.change'
] as const
export type Route = (typeof routes)[number]

export const oauthRoutes = ['token.exchange', 'token.refresh', 'revoke', 'metadata'] as const satisfies readonly Route[]
export const apiRoutes = [
  'orders.list', 'orders.count', 'orders.get', 'fulfillments.list', 'fulfillments.create', 'levels', 'stock.set', 'stock.adjust', 'shop', 'shipping_methods',
  'webhooks.list', 'webhooks.create', 'webhooks.delete'
] as const satisfies readonly Route[]
export const callRoutes: readonly Route[] = [...apiRoutes, ...oauthRoutes]

/** Routes by name, by `webhooks.*`, or all by `*`; undefined when a name means nothing. */
export function matchRoutes(pattern: string): Route[] | undefined {
  const found = routes.filter((route) => pattern === '*' || route === pattern || (pattern.endsWith('.*') && route.startsWith(pattern.slice(0, -1))))
  return found.length > 0 ? found : undefined
}

/** Where an order stands in the warehouse. Everything else that stops an order is a hold. */
export const orderStatuses = ['pending', 'processing', 'shipped', 'canceled'] as const
export type OrderStatus = (typeof orderStatuses)[number]

const transitions: Record<OrderStatus, readonly OrderStatus[]> = {
  pending: ['processing', 'canceled'],
  processing: ['shipped', 'canceled'],
  shipped: [],
  canceled: [],
}

export function mayBecome(from: OrderStatus, to: OrderStatus): boolean {
  return transitions[from].includes(to)
}

import { describe, expect, it } from 'vitest'
import { isUnderWay, nextStepOf, stagesOf } from './order-stage.ts'

type Order = Parameters<typeof stagesOf>[0]

const pending: Order = { status: 'pending', holds: [], tracking: 'none', importedAt: '2026-11-23T01:00:00Z', processingAt: null, shippedAt: null, canceledAt: null, holdHistory: [], parcels: [], lines: [{ quantity: 3, shipped: 0 }] }
const processing: Order = { ...pending, status: 'processing', processingAt: '2026-11-23T03:00:00Z' }
const shipped: Order = { ...processing, status: 'shipped', shippedAt: '2026-11-23T04:00:00Z', lines: [{ quantity: 3, shipped: 3 }] }
const parcel = (state: 'waiting' | 'sent' | 'confirmed' | 'refused', waitingFor: 'connection' | 'turn' | 'platform' | null = null, overdue = false) => ({ push: { state, waitingFor, reading: state === 'sent' ? { tries: 1, nextAt: null, overdue, owner: 'platform' as const, failed: null } : null, confirmedAt: state === 'confirmed' ? '2026-11-23T04:01:00Z' : null } })
const states = (order: Order) => Object.fromEntries(stagesOf(order).map((stage) => [stage.key, stage.state]))

describe('stagesOf', () => {
  it('counts an order that never waited as released when it came', () => {
    expect(states(pending)).toEqual({ imported: 'done', released: 'current', processing: 'todo', shipped: 'todo', confirmed: 'todo' })
    expect(stagesOf(pending)[1]?.at).toBe(pending.importedAt)
  })
  it('stops before the release while a hold stands', () => {
    const held: Order = { ...pending, holds: ['unknown_product'], holdHistory: [{ createdAt: pending.importedAt, releasedAt: null }] }
    expect(states(held)).toMatchObject({ imported: 'current', released: 'stopped', processing: 'todo' })
    expect(stagesOf(held)[1]?.at).toBeNull()
  })
  it('takes the last release before processing as the time of release', () => {
    const holdHistory = [{ createdAt: '2026-11-23T01:00:00Z', releasedAt: '2026-11-23T02:00:00Z' }, { createdAt: '2026-11-23T03:10:00Z', releasedAt: '2026-11-23T03:20:00Z' }]
    expect(stagesOf({ ...processing, holdHistory })[1]?.at).toBe('2026-11-23T02:00:00Z')
  })
  it('stops a processing order that is held before it is shipped', () => {
    expect(states({ ...processing, holds: ['changed_on_platform'] })).toMatchObject({ processing: 'current', shipped: 'stopped' })
  })
  it('is not done while the store has not shown every number', () => {
    expect(states({ ...shipped, tracking: 'sent', parcels: [parcel('sent')] })).toMatchObject({ shipped: 'current', confirmed: 'todo' })
    expect(states({ ...shipped, tracking: 'sent', parcels: [parcel('sent', 'platform', true)] })).toMatchObject({ shipped: 'current', confirmed: 'stopped' })
    expect(states({ ...shipped, tracking: 'refused', parcels: [parcel('refused')] })).toMatchObject({ shipped: 'current', confirmed: 'stopped' })
    expect(states({ ...shipped, tracking: 'confirmed', parcels: [parcel('confirmed')] })).toMatchObject({ shipped: 'done', confirmed: 'done' })
  })
  it('ends a canceled order', () => {
    expect(stagesOf({ ...pending, status: 'canceled', canceledAt: '2026-11-23T02:00:00Z' }).map((stage) => stage.key)).toEqual(['imported', 'canceled'])
  })
})

describe('nextStepOf', () => {
  it.each([
    ['ready', pending], ['held', { ...pending, holds: ['other'] }], ['pack', processing], ['held', { ...processing, holds: ['other'] }],
    ['partly', { ...processing, lines: [{ quantity: 3, shipped: 1 }], parcels: [parcel('confirmed')] }],
    ['telling', { ...shipped, tracking: 'waiting', parcels: [parcel('waiting', 'turn')] }],
    ['telling', { ...shipped, tracking: 'sent', parcels: [parcel('sent', 'platform')] }], ['unshown', { ...shipped, tracking: 'sent', parcels: [parcel('confirmed'), parcel('sent', 'platform', true)] }],
    ['disconnected', { ...shipped, tracking: 'waiting', parcels: [parcel('confirmed'), parcel('waiting', 'connection')] }],
    ['refused', { ...shipped, tracking: 'refused', parcels: [parcel('refused'), parcel('confirmed')] }],
    ['confirmed', { ...shipped, tracking: 'confirmed', parcels: [parcel('confirmed')] }], ['canceled', { ...pending, status: 'canceled' }],
  ] satisfies [string, Order][])('is %s', (step, order) => {
    expect(nextStepOf(order)).toBe(step)
  })
})

it('is under way while a parcel waits or was sent', () => {
  expect(isUnderWay({ ...shipped, parcels: [parcel('confirmed'), parcel('sent')] })).toBe(true)
  expect(isUnderWay({ ...shipped, parcels: [parcel('confirmed'), parcel('refused')] })).toBe(false)
  expect(isUnderWay({ ...shipped, parcels: [parcel('waiting', 'connection')] })).toBe(false)
})

import { contract } from '@crossdock/contract'
import { describe, expect, it } from 'vitest'
import { accessTo, permissions } from './permissions.ts'

const endpoints = Object.entries(contract).flatMap(([resource, each]) => Object.keys(each).map((name) => [resource, name] as const))

describe('permissions', () => {
  it('are written down for exactly the endpoints that there are', () => {
    const written = Object.entries(permissions).flatMap(([resource, each]) => Object.keys(each).map((name) => `${resource}.${name}`))
    expect(written.sort()).toEqual(endpoints.map((path) => path.join('.')).sort())
  })

  it('leave only the set-up link open to everybody', () => {
    expect(endpoints.filter((path) => accessTo(path) === 'public')).toEqual([['setup', 'check'], ['setup', 'complete']])
  })

  it('let an admin do everything, and keep users, keys and the warehouse’s masters to admins', () => {
    const onlyAdmin = endpoints.filter((path) => accessTo(path) !== 'public' && !accessTo(path).includes('operator'))
    expect(onlyAdmin.map((path) => path.join('.'))).toEqual([
      'users.list', 'users.create', 'users.update', 'apiKeys.list', 'apiKeys.create', 'apiKeys.remove', 'merchants.create', 'merchants.update', 'shippingTypes.create', 'shippingTypes.update',
      'mailSettings.get', 'mailSettings.save', 'mailSettings.test', 'mails.list', 'mails.resend',
    ])
    for (const path of endpoints) expect(accessTo(path) === 'public' || accessTo(path).includes('admin'), path.join('.')).toBe(true)
  })

  it('refuse an endpoint that nobody wrote down', () => {
    expect(() => accessTo(['orders', 'burn'])).toThrow('no permission is written down for orders.burn')
  })
})

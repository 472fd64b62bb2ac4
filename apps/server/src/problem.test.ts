import { ConnectorError } from '@crossdock/connector-kit'
import { Refusal } from '@crossdock/flows/ports'
import { ORPCError } from '@orpc/server'
import { describe, expect, it } from 'vitest'
import { problemDocument, troubleOf } from './problem.ts'

describe('problems', () => {
  it('are put into words in the caller’s language, filled with their params', () => {
    expect(problemDocument({ code: 'sku_taken', params: { sku: 'TEA-1' } }, 'zh', 'r1')).toEqual({
      type: '/api/docs#problem-sku_taken', title: '品號 TEA-1 已存在', status: 409, code: 'sku_taken', detail: '同一貨主的品號不可重複，請開啟既有商品或改用其他品號。', params: { sku: 'TEA-1' }, requestId: 'r1',
    })
  })

  it.each([
    ['a use case’s no', new Refusal('order_on_hold', { orderNumber: 'N1' }), { code: 'order_on_hold', params: { orderNumber: 'N1' } }],
    ['a platform that refuses', new ConnectorError({ kind: 'rejected', code: 'not_found', message: 'No such order.' }), { code: 'platform_refused' }],
    ['a platform that is away', new ConnectorError({ kind: 'unavailable', code: 'timeout', message: 'No answer.' }), { code: 'platform_unreachable' }],
    ['a body that cannot be read', new ORPCError('BAD_REQUEST'), { code: 'invalid_input' }],
    ['a database that is away', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), { code: 'unavailable' }],
    ['a database that shuts down', Object.assign(new Error('terminating'), { code: '57P01' }), { code: 'unavailable' }],
    ['a pool without free connections', new Error('timeout exceeded when trying to connect'), { code: 'unavailable' }],
  ])('%s', (_name, err, trouble) => {
    expect(troubleOf(err, 'en')).toMatchObject(trouble)
  })

  it.each([
    ['an error of ours', new Error('secret detail')],
    ['a statement that the database refused', Object.assign(new Error('relation "x" does not exist'), { code: '42P01' })],
    ['an error whose code happens to be one of the catalogue', Object.assign(new Error('secret detail'), { code: 'not_found' })],
    ['a refusal that the catalogue does not know', new Refusal('no_such_code')],
    ['something that is no error', 'secret detail'],
  ])('say nothing of %s', (_name, err) => {
    expect(troubleOf(err, 'en')).toEqual({ code: 'internal_error' })
  })
})

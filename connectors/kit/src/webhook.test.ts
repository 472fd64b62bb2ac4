import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { verifyWebhook } from './webhook.ts'

// The example of the Standard Webhooks specification's own test suites.
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const body = Buffer.from('{"test": 2432232314}')
const sentAt = 1_614_265_330_000
const headers = { 'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek', 'webhook-timestamp': '1614265330', 'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' }
const verify = (over: { body?: Uint8Array; headers?: Record<string, string | undefined>; secrets?: string[]; now?: number } = {}) =>
  verifyWebhook(over.body ?? body, { ...headers, ...over.headers }, over.secrets ?? [secret], over.now ?? sentAt)

function sign(raw: Uint8Array, key: string, id = headers['webhook-id'], timestamp = headers['webhook-timestamp']): string {
  return `v1,${createHmac('sha256', Buffer.from(key.replace('whsec_', ''), 'base64')).update(`${id}.${timestamp}.`).update(raw).digest('base64')}`
}

describe('a webhook', () => {
  test('signed as specified is taken', () => {
    expect(verify()).toEqual({ id: 'msg_p5jXN8AQM9LWM0D4loKWxJek' })
    expect(verifyWebhook(body, Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value])), [secret], sentAt)).not.toBeNull()
  })

  test('signed with any of several secrets, or bearing several signatures, is taken', () => {
    expect(verify({ secrets: ['whsec_b3RoZXIgc2VjcmV0', secret] })).not.toBeNull()
    expect(verify({ headers: { 'webhook-signature': `v2,abc v1,AAAA ${headers['webhook-signature']}` } })).not.toBeNull()
  })

  test('on bytes that are no text is verified on the bytes', () => {
    const odd = Buffer.from([0x7b, 0xff, 0xfe, 0x7d])
    expect(verify({ body: odd, headers: { 'webhook-signature': sign(odd, secret) } })).not.toBeNull()
    expect(verify({ body: Buffer.from([0x7b, 0xef, 0xbf, 0xbd, 0x7d]), headers: { 'webhook-signature': sign(odd, secret) } })).toBeNull()
  })

  test.each<[string, Parameters<typeof verify>[0]]>([
    ['whose body gained a space', { body: Buffer.from('{"test":  2432232314}') }],
    ['signed with another secret', { secrets: ['whsec_b3RoZXIgc2VjcmV0'] }],
    ['when there is no secret', { secrets: [] }],
    ['when the secret is empty', { secrets: ['', 'whsec_'] }],
    ['with an empty key’s signature', { secrets: ['whsec_'], headers: { 'webhook-signature': `v1,${createHmac('sha256', '').update(`${headers['webhook-id']}.1614265330.`).update(body).digest('base64')}` } }],
    ['older than five minutes', { now: sentAt + 300_001 }],
    ['from more than five minutes ahead', { now: sentAt - 300_001 }],
    ['with another id', { headers: { 'webhook-id': 'msg_other' } }],
    ['without an id', { headers: { 'webhook-id': undefined } }],
    ['without a signature', { headers: { 'webhook-signature': undefined } }],
    ['with an empty signature', { headers: { 'webhook-signature': '' } }],
    ['with a signature of another version', { headers: { 'webhook-signature': headers['webhook-signature'].replace('v1', 'v1a') } }],
    ['with a signature cut short', { headers: { 'webhook-signature': headers['webhook-signature'].slice(0, 20) } }],
    ['without a time', { headers: { 'webhook-timestamp': undefined } }],
    ['with a time that is only in part a number', { headers: { 'webhook-timestamp': '1614265330 ' } }],
  ])('F089 %s is refused', (_, over) => {
    expect(verify(over)).toBeNull()
  })
})

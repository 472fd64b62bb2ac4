import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { newId, systemMerchantId } from '@crossdock/domain'
import { changeEndpoint, createEndpoint, replayFailed, rotateSecret, saveMailSettings, sendMail, sendNotice, sweepTelling, testEndpoint, testMail } from '@crossdock/flows'
import { everyMerchant, MailFailure, type MailServer, type SentMail } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createOutbound } from '../../apps/server/src/egress/outbound.ts'
import { rows } from '../support/warehouse.ts'
import { minutes, openAlertOffice, type AlertOffice } from './office.ts'

let office: AlertOffice
let receiver: Server
let answer: number
let received: { headers: Record<string, string>; body: string }[]
const hours = (count: number) => minutes(60 * count)

beforeEach(async () => {
  answer = 200
  received = []
  receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => (received.push({ headers: request.headers as Record<string, string>, body }), response.writeHead(answer).end('thanks')))
  })
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  office = await openAlertOffice({ outbound: createOutbound({ allowPrivate: true }) })
  office.at = new Date()
})
afterEach(async () => {
  await office.close()
  receiver.closeAllConnections()
  await new Promise((done) => receiver.close(done))
})

const actor = { kind: 'user', name: 'Anna' } as const
const receiverUrl = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
const endpoint = (changes: { merchantId?: string | null; kinds?: string[] } = {}) => createEndpoint(office.needs, { scope: everyMerchant, actor, merchantId: null, url: receiverUrl(), description: null, kinds: [], ...changes })
const disconnect = () => office.run(sql`update ec_account set connection_status = 'disconnected', status_since = ${office.at}, disconnect_reason = 'revoked_on_platform'`)
const connect = () => office.run(sql`update ec_account set connection_status = 'connected'`)
const notices = () => rows(office.warehouse, sql<{ merchant_id: string; id: string; type: string; state: string; tries: number; next_attempt_at: Date; message_id: string }>`select * from notice order by id`)
/** What workers would do: everything that is due, once. */
const sendDue = async () => {
  for (const each of await notices()) await sendNotice(office.needs, { merchantId: each.merchant_id, id: each.id })
}

describe('an outgoing webhook', () => {
  it('tells of opening and closing, signed as Standard Webhooks says, once each', async () => {
    const { secret } = await endpoint()
    await disconnect()
    await office.look()
    await sendDue()
    await sendDue()
    expect(received).toHaveLength(1)
    const event = new Webhook(secret).verify(received[0]!.body, received[0]!.headers) as { type: string; data: Record<string, unknown> }
    expect(event).toMatchObject({ type: 'alert.opened', data: { kind: 'disconnected', owner: 'merchant', merchantId: office.warehouse.merchantId, link: `https://crossdock.test/ec-integrations/${office.warehouse.accountId}?merchant=${office.warehouse.merchantId}` } })
    expect(() => new Webhook(secret).verify(received[0]!.body.replace('merchant', 'platform'), received[0]!.headers)).toThrow()
    await connect()
    await office.look()
    await sendDue()
    expect(received.map((each) => JSON.parse(each.body).type)).toEqual(['alert.opened', 'alert.closed'])
  })

  it('goes to a merchant’s own receiver for their alerts alone, and only of the kinds that it wants', async () => {
    const other = await office.merchant()
    const theirs = await endpoint({ merchantId: other.merchantId })
    await endpoint({ kinds: ['orders_held'] })
    const own = await endpoint({ merchantId: office.warehouse.merchantId })
    await disconnect()
    await office.look()
    expect((await notices()).map((each) => each.merchant_id)).toEqual([office.warehouse.merchantId])
    expect([theirs.id === own.id, received]).toEqual([false, []])
  })

  it('is tried eight times within some 28 hours under one id, has failed then, and is sent again when somebody asks', async () => {
    const { id, secret } = await endpoint()
    answer = 500
    await disconnect()
    await office.look()
    const began = office.at
    for (let attempt = 0; attempt < 12; attempt++) {
      await sendDue()
      const [notice] = await notices()
      if (notice!.state !== 'waiting') break
      office.at = new Date(notice!.next_attempt_at.getTime() + 1)
    }
    expect((await notices()).map(({ state, tries }) => [state, tries])).toEqual([['failed', 8]])
    expect(received.map((each) => each.headers['webhook-id']).every((each, _index, all) => each === all[0])).toBe(true)
    expect((office.at.getTime() - began.getTime()) / hours(1)).toBeGreaterThan(27)
    expect((office.at.getTime() - began.getTime()) / hours(1)).toBeLessThan(32)
    answer = 200
    expect(await replayFailed(office.needs, { scope: everyMerchant, id, since: began })).toBe(1)
    await sendDue()
    expect((await notices())[0]!.state).toBe('delivered')
    expect(received.at(-1)!.headers['webhook-id']).toBe(received[0]!.headers['webhook-id'])
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  })

  it('is kept while its endpoint is disabled, and sent when it is enabled again', async () => {
    const { id } = await endpoint()
    await changeEndpoint(office.needs, { scope: everyMerchant, id, change: { enabled: false } })
    await disconnect()
    await office.look()
    await sendDue()
    office.pass(hours(24 * 13))
    await sweepTelling(office.needs)
    expect([received.length, (await notices())[0]!.state]).toEqual([0, 'waiting'])
    await changeEndpoint(office.needs, { scope: everyMerchant, id, change: { enabled: true } })
    await sendDue()
    expect([received.length, (await notices())[0]!.state]).toEqual([1, 'delivered'])
  })

  it('waits for its endpoint when the process that sent it ended and somebody disabled it since; a test has failed', async () => {
    const { id } = await endpoint()
    await disconnect()
    await office.look()
    const dying = { ...office.needs, failpoint: () => { throw new Error('ended') } }
    const [notice] = await notices()
    await expect(sendNotice(dying, { merchantId: notice!.merchant_id, id: notice!.id })).rejects.toThrow('ended')
    await changeEndpoint(office.needs, { scope: everyMerchant, id, change: { enabled: false } })
    await expect(testEndpoint(dying, { scope: everyMerchant, id })).rejects.toThrow('ended')
    office.pass(59_000)
    await sweepTelling(office.needs)
    expect((await notices()).map((each) => each.state)).toEqual(['sending', 'sending'])
    office.pass(2_000)
    await sweepTelling(office.needs)
    expect((await notices()).map((each) => each.state)).toEqual(['waiting', 'failed'])
    await changeEndpoint(office.needs, { scope: everyMerchant, id, change: { enabled: true } })
    await sendDue()
    expect((await notices()).map((each) => each.state)).toEqual(['delivered', 'failed'])
  })

  it('is signed with both secrets for a day after a new one was made', async () => {
    const { id, secret } = await endpoint()
    const { secret: fresh } = await rotateSecret(office.needs, { scope: everyMerchant, id })
    expect((await testEndpoint(office.needs, { scope: everyMerchant, id })).delivered).toBe(true)
    for (const each of [secret, fresh]) expect(() => new Webhook(each).verify(received[0]!.body, received[0]!.headers)).not.toThrow()
    office.pass(hours(24) + 1)
    await testEndpoint(office.needs, { scope: everyMerchant, id })
    expect(received[1]!.headers['webhook-signature']!.split(' ')).toHaveLength(1)
  })

  it('switches its endpoint off when that says it is gone, or has failed for five days, and tells of it', async () => {
    await endpoint()
    answer = 410
    await disconnect()
    await office.look()
    await sendDue()
    expect(await rows(office.warehouse, sql`select enabled, disabled_reason from notice_endpoint`)).toEqual([{ enabled: false, disabled_reason: 'gone' }])
    expect((await office.look()).opened).toEqual(['endpoint_disabled'])
    await office.run(sql`update notice_endpoint set enabled = true, disabled_reason = null, failing_since = ${new Date(office.at.getTime() - hours(24 * 5))}`)
    await office.run(sql`update notice set state = 'waiting', tries = 0, next_attempt_at = ${office.at}`)
    answer = 503
    await sendDue()
    expect(await rows(office.warehouse, sql`select disabled_reason from notice_endpoint`)).toEqual([{ disabled_reason: 'failing' }])
  })
})

describe('a mail', () => {
  let sent: SentMail[]
  const reader = (role: 'admin' | 'operator' | 'merchant', merchantId: string | null = null) => {
    const userId = newId()
    office.readers.push({ userId, merchantId, role, name: role, email: `${role}@example.com` })
    return userId
  }
  const mails = () => rows(office.warehouse, sql<{ merchant_id: string; id: string; state: string; to_address: string; kind: string; next_attempt_at: Date }>`select * from mail order by id`)
  const sendMails = async () => {
    for (const each of await mails()) await sendMail(office.needs, { merchantId: each.merchant_id, id: each.id })
  }
  beforeEach(async () => {
    sent = []
    office.needs.telling.mailer = { send: async (_server, mail) => (sent.push(mail), { answer: '250 ok' }) }
    await office.run(sql`insert into mail_setting (enabled, host, port, security, from_address, language, saved_at) values (true, 'smtp.test', 25, 'none', 'crossdock@example.com', 'en', now())`)
    office.at = new Date('2026-11-25T23:30:00Z') // half past seven in Taipei
  })

  it('goes at once to those whom the alert concerns, one for all that opened, in their language, and once', async () => {
    reader('admin')
    const theirs = reader('merchant', office.warehouse.merchantId)
    reader('merchant', (await office.merchant()).merchantId)
    await office.warehouse.store.transact(everyMerchant, (tx) => tx.mails.saveChoice(office.warehouse.merchantId, theirs, { mode: 'at_once', digestHour: 8, language: 'zh' }))
    await office.account()
    await office.run(sql`update ec_account set display_name = '<img src=x onerror=alert(1)>' where id = ${office.warehouse.accountId}`)
    await disconnect()
    await office.look()
    await Promise.all([sendMails(), sendMails()])
    expect(sent.map((mail) => mail.to).sort()).toEqual(['admin@example.com', 'merchant@example.com'])
    const [admin, merchant] = sent.sort((a, b) => a.to.localeCompare(b.to))
    expect(admin!.subject).toMatch(/^2 alerts: /)
    expect(merchant!.subject).toMatch(/^2 則警示：/)
    // F118: hostile text is text.
    expect(admin!.html).not.toContain('<img')
    expect(admin!.html).toContain('&#60;img src=x onerror=alert(1)&#62;')
    await office.look()
    expect(await mails()).toHaveLength(2)
  })

  it('goes at once of growth that is worth telling, of all that grew in one, and not of an order more', async () => {
    reader('admin')
    reader('merchant', office.warehouse.merchantId)
    reader('operator')
    const hold = (orders: number, reason: string) => office.run(sql`
      insert into hold (merchant_id, id, order_id, reason, placed_by_kind, placed_by_name, created_at) select ${office.warehouse.merchantId}, gen_random_uuid(), gen_random_uuid(), ${reason}, 'system', 'x', ${office.at} from generate_series(1, ${orders})`)
    await hold(1, 'unknown_product')
    await hold(1, 'insufficient_stock')
    office.pass(minutes(15))
    await office.look()
    await sendMails()
    sent = []
    await hold(40, 'unknown_product')
    await hold(2, 'insufficient_stock')
    office.pass(minutes(1))
    await office.look()
    await hold(1, 'unknown_product')
    office.pass(minutes(1))
    await office.look()
    await sendMails()
    expect(sent.map((mail) => mail.to).sort()).toEqual(['admin@example.com', 'merchant@example.com'])
    expect(sent[0]!.subject).toMatch(/^2 alerts: /)
    expect(sent[0]!.text).toMatch(/41 orders of .*Grown from 1 to 41 · Since/s)
    expect(sent[0]!.text).toContain('Grown from 1 to 3')
  })

  it('goes once a day, at the hour that was chosen, with all that is open; and not when nothing is', async () => {
    reader('operator')
    await office.look()
    expect(await mails()).toEqual([])
    office.pass(minutes(30))
    await office.look()
    expect((await mails()).map((mail) => [mail.kind, mail.state])).toEqual([['digest', 'nothing_to_say']])
    await disconnect()
    office.pass(hours(24))
    await office.look()
    await office.look()
    await sendMails()
    expect(sent.map((mail) => mail.subject)).toEqual(['Still open: 1 alert'])
    // What closed in the day between is counted in the next one, for those whom it concerned.
    office.pass(minutes(10))
    await connect()
    await office.look()
    const other = await office.merchant()
    const them = reader('merchant', other.merchantId)
    await office.warehouse.store.transact(everyMerchant, (tx) => tx.mails.saveChoice(other.merchantId, them, { mode: 'digest', digestHour: 8, language: 'en' }))
    const theirs = await office.account(other)
    await office.run(sql`update ec_account set connection_status = 'disconnected', status_since = ${office.at}, disconnect_reason = 'revoked_on_platform' where id = ${theirs}`)
    office.pass(hours(24) - minutes(10))
    await office.look()
    await sendMails()
    const told = (to: string) => sent.findLast((mail) => mail.to === `${to}@example.com`)!.text.includes('1 alert has closed by itself since yesterday.')
    expect([told('operator'), told('merchant')]).toEqual([true, false])
  })

  it('goes by the settings that an admin saved; the button tries others before they are saved, says at which step they fail, and keeps nothing', async () => {
    const servers: MailServer[] = []
    let failure: MailFailure | null = null
    office.needs.telling.mailer = { send: async (server, mail) => {
      servers.push(server)
      if (failure) throw failure
      sent.push(mail)
      return { answer: '250 ok' }
    } }
    const server = { host: 'mail.example.com', port: 465, security: 'tls' as const, username: 'crossdock', fromAddress: 'alerts@example.com' }
    const version = (await office.warehouse.store.transact(everyMerchant, (tx) => tx.mails.setting()))!.version
    await saveMailSettings(office.needs, { ...server, password: 'opensesame', enabled: true, language: 'en', version })
    await expect(saveMailSettings(office.needs, { ...server, enabled: false, language: 'en', version })).rejects.toMatchObject({ code: 'version_conflict' })
    const [kept] = await rows(office.warehouse, sql<{ sealed_password: Buffer }>`select sealed_password from mail_setting`)
    expect(kept!.sealed_password.includes('opensesame')).toBe(false)

    const button = (changes: Partial<Parameters<typeof testMail>[1]> = {}) => testMail(office.needs, { ...server, to: 'me@example.com', language: 'zh', ...changes })
    expect(await button()).toMatchObject({ sent: true, stage: null, answer: '250 ok' })
    expect(sent.map((mail) => [mail.to, mail.subject])).toEqual([['me@example.com', 'Crossdock 測試信']])
    // The kept password goes where it was kept for, and nowhere else.
    await button({ host: 'mail.attacker.example' })
    await button({ password: 'another' })
    expect(servers.map((each) => [each.host, each.password])).toEqual([['mail.example.com', 'opensesame'], ['mail.attacker.example', null], ['mail.example.com', 'another']])
    failure = new MailFailure('sign_in', '535 wrong password')
    expect(await button()).toMatchObject({ sent: false, stage: 'sign_in', answer: '535 wrong password' })
    expect(await mails()).toEqual([])

    failure = null
    reader('admin')
    await disconnect()
    await office.look()
    await sendMails()
    expect([sent.at(-1)!.to, servers.at(-1)]).toEqual(['admin@example.com', { host: 'mail.example.com', port: 465, security: 'tls', username: 'crossdock', password: 'opensesame', from: 'alerts@example.com' }])
  })

  it('that the server may have taken is not sent a second time by itself', async () => {
    reader('admin')
    await disconnect()
    await office.look()
    let sendings = 0
    office.needs.telling.mailer.send = async () => { sendings++; throw new MailFailure('unknown', 'The connection was lost.', { maybeSent: true }) }
    await sendMails()
    office.pass(hours(24))
    await sweepTelling(office.needs)
    await sendMails()
    expect([sendings, (await mails())[0]!.state]).toEqual([1, 'unknown'])
  })

  it('is tried again when the server is down, and never again by itself when nobody knows whether it was taken', async () => {
    reader('admin')
    await disconnect()
    await office.look()
    office.needs.telling.mailer.send = async () => { throw new MailFailure('connect', 'refused') }
    await sendMails()
    const [waiting] = await mails()
    expect([waiting!.state, waiting!.next_attempt_at.getTime() - office.at.getTime()]).toEqual(['waiting', minutes(1)])
    office.pass(minutes(1))
    // The worker dies with the mail in its hands.
    office.needs.telling.mailer.send = () => new Promise(() => {})
    void sendMails()
    await expect.poll(async () => (await mails())[0]!.state).toBe('sending')
    office.pass(minutes(3))
    await sweepTelling(office.needs)
    office.needs.telling.mailer.send = async (_server, mail) => (sent.push(mail), { answer: '250 ok' })
    await sendMails()
    expect([(await mails())[0]!.state, sent]).toEqual(['unknown', []])
    // Nobody got it, so somebody hears that it is in doubt.
    expect((await office.look()).opened).toEqual(['mail_failing'])
    await office.run(sql`delete from mail where state = 'waiting'`)
    expect(await office.warehouse.store.transact(everyMerchant, async (tx) => tx.mails.reopen((await mails())[0]!.id, office.at))).toBe(true)
    await sendMails()
    expect(sent).toHaveLength(1)
    expect((await mails())[0]).toMatchObject({ state: 'sent', merchant_id: systemMerchantId })
  })
})

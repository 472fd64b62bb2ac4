import type { AddressInfo } from 'node:net'
import type { MailFailure, MailServer } from '@crossdock/flows/ports'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import { createMailer } from './mailer.ts'

let server: SMTPServer | null = null
afterEach(() => new Promise<void>((done) => (server ? server.close(done) : done())))
async function serve(options: SMTPServerOptions): Promise<MailServer> {
  server = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'], logger: false, ...options })
  server.on('error', () => {})
  await new Promise<void>((done) => server!.listen(0, '127.0.0.1', done))
  return { host: '127.0.0.1', port: (server.server.address() as AddressInfo).port, security: 'none', username: null, password: null, from: 'crossdock@example.com' }
}
const mail = { messageId: '<1@crossdock.test>', to: 'anna@example.com', subject: '警示\r\nBcc: all@example.com', text: 'text', html: '<p>text</p>' }
const failing = async (given: MailServer) => createMailer().send(given, mail).then(() => null, (err: unknown) => err as MailFailure)

describe('sending a mail', () => {
  it('hands it over, and takes what looks like a header for words', async () => {
    let received = ''
    const to: string[] = []
    const given = await serve({
      onRcptTo(address, _session, done) { to.push(address.address); done() },
      onData(stream, _session, done) { stream.on('data', (chunk: Buffer) => (received += chunk.toString())); stream.on('end', () => done()) },
    })
    expect((await createMailer().send(given, mail)).answer).toMatch(/^250 /)
    expect(to).toEqual(['anna@example.com'])
    expect(received).toMatch(/^Message-ID: <1@crossdock\.test>/im)
    expect(received).not.toMatch(/^bcc:/im)
  })

  it.each([
    ['sign_in', { authOptional: false, allowInsecureAuth: true, onAuth: (_auth: unknown, _session: unknown, done: (err: Error) => void) => done(Object.assign(new Error('535 wrong password'), { responseCode: 535 })) }, false],
    ['sender', { onMailFrom: (_address: unknown, _session: unknown, done: (err: Error) => void) => done(Object.assign(new Error('not from you'), { responseCode: 553 })) }, false],
    ['recipient', { onRcptTo: (_address: unknown, _session: unknown, done: (err: Error) => void) => done(Object.assign(new Error('nobody of that name'), { responseCode: 550 })) }, true],
    ['content', { onData: (stream: NodeJS.ReadableStream, _session: unknown, done: (err: Error) => void) => (stream.resume(), stream.on('end', () => done(Object.assign(new Error('spam'), { responseCode: 554 })))) }, true],
  ] as const)('says that it ended at: %s', async (stage, options, permanent) => {
    const given = await serve(options as unknown as SMTPServerOptions)
    const failure = await failing(stage === 'sign_in' ? { ...given, username: 'u', password: 'a-secret-password' } : given)
    expect(failure).toMatchObject({ stage, permanent, maybeSent: false })
    expect(failure!.message).not.toContain('a-secret-password')
  })

  it('says that nobody listens, that a name is not known, and that encryption was not to be had', async () => {
    expect(await failing({ host: '127.0.0.1', port: 1, security: 'none', username: null, password: null, from: 'a@example.com' })).toMatchObject({ stage: 'connect', permanent: false })
    expect(await failing({ host: 'nowhere.invalid', port: 25, security: 'none', username: null, password: null, from: 'a@example.com' })).toMatchObject({ stage: 'resolve' })
    expect(await failing({ ...(await serve({})), security: 'starttls' })).toMatchObject({ stage: 'tls' })
  })

  it('does not know whether it was sent when the server falls silent with the whole mail in hand', async () => {
    const given = await serve({ onData(stream) { stream.resume(); stream.on('end', () => server!.connections.forEach((connection) => (connection as unknown as { _socket: { destroy(): void } })._socket.destroy())) } })
    expect(await failing(given)).toMatchObject({ stage: 'unknown', maybeSent: true })
  })
})

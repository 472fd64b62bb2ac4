import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createLogger } from './logger.ts'

function logging(options: { logFormat: 'json' | 'pretty' | null; isTTY?: boolean }) {
  let text = ''
  const out = Object.assign(new Writable({ write: (chunk: Buffer, _encoding, done) => ((text += chunk.toString()), done()) }), { isTTY: options.isTTY ?? false })
  return { log: createLogger({ logLevel: 'info', logFormat: options.logFormat }, out), text: () => text }
}

describe('log', () => {
  it('is JSON with UTC time, level, message and facts', () => {
    const { log, text } = logging({ logFormat: null })
    log.info({ requestId: 'r1' }, 'done')
    log.debug('not said')
    const line = JSON.parse(text()) as Record<string, unknown>
    expect(line).toEqual({ time: expect.stringMatching(/^\d{4}-.*Z$/), level: 'info', msg: 'done', requestId: 'r1' })
  })

  it('is one short line on a terminal', () => {
    const { log, text } = logging({ logFormat: null, isTTY: true })
    log.warn({ err: new Error('it broke'), requestId: 'r1' }, 'request')
    // eslint-disable-next-line no-control-regex
    expect(text().replace(/\x1b\[\d+m/g, '')).toMatch(/^\d\d:\d\d:\d\d warn {2}request {2}it broke {2}requestId=r1\n$/)
  })

  it('hides secrets wherever they stand, and the values that a database error quotes', () => {
    const { log, text } = logging({ logFormat: 'json' })
    const err = Object.assign(new Error('duplicate key'), { code: '23505', constraint: 'users_email_key', table: 'users', detail: 'Key (email)=(anna@example.com) already exists.' })
    log.error({ err, password: 'hunter2', headers: { authorization: 'Bearer hunter2', cookie: 'hunter2' }, grant: { accessToken: 'hunter2' } }, 'failed')
    expect(text()).not.toMatch(/hunter2|anna@example/)
    expect(text()).toContain('users_email_key')
  })
})

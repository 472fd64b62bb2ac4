import { EventEmitter } from 'node:events'
import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createLogger, letLevelChange } from './logger.ts'
import { withTrail } from './watching/trail.ts'

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

  it('F125 keeps whatever stands in a name on its one line, for machines and for people', () => {
    const name = '小山"茶行\n{"level":"error","msg":"forged"}\r\u001b[2J\u2028'
    for (const logFormat of ['json', 'pretty'] as const) {
      const { log, text } = logging({ logFormat })
      log.info({ shop: name, err: new Error(`no shop ${name}`) }, `shop ${name}`)
      log.info('next')
      const lines = text().split('\n').filter((line) => !/^ {4}at |^Error: /.test(line))
      const begun = lines.filter((line) => (logFormat === 'json' ? line.startsWith('{"level"') || line.startsWith('{"time"') : /^\S*\d\d:\d\d:\d\d/.test(line)))
      expect(begun).toHaveLength(2)
      if (logFormat === 'json') expect(lines.filter(Boolean).map((line) => JSON.parse(line).level)).toEqual(['info', 'info'])
      // eslint-disable-next-line no-control-regex
      else expect(text().split('\n')[0]).not.toMatch(/\x1b\[2J|[\r\u2028]/)
    }
  })

  it('says of each line to which request or job it belongs', async () => {
    const { log, text } = logging({ logFormat: 'json' })
    await withTrail({ requestId: 'r1' }, async () => {
      await Promise.resolve()
      log.info('one')
      withTrail({ job: 'run-fetch', jobId: 'j1' }, () => log.info({ jobId: 'its own' }, 'two'))
    })
    log.info('three')
    const lines = text().trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.map(({ requestId, job, jobId }) => [requestId, job, jobId])).toEqual([['r1', undefined, undefined], ['r1', 'run-fetch', 'its own'], [undefined, undefined, undefined]])
    for (const line of lines) expect(line).toMatchObject({ time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), level: 'info', msg: expect.any(String) })
  })

  it('speaks of everything after SIGUSR2, and as it was configured after another', () => {
    const { log, text } = logging({ logFormat: 'json' })
    const signals = new EventEmitter()
    const stop = letLevelChange(log, 'info', signals as never)
    log.debug('silent')
    signals.emit('SIGUSR2')
    log.debug('heard')
    signals.emit('SIGUSR2')
    log.debug('silent again')
    stop()
    signals.emit('SIGUSR2')
    log.debug('silent still')
    expect(text().trim().split('\n').map((line) => JSON.parse(line).msg)).toEqual(['the log level was changed', 'heard', 'the log level was changed'])
  })
})

import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

const variables = [{ name: 'STORE_URL', secret: false }, { name: 'STORE_SECRET', secret: true }]
const goodKey = `a:${Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('base64')}`

function mistakes(environment: Record<string, string>): readonly string[] {
  const read = readConfig(environment, variables)
  return 'mistakes' in read ? read.mistakes : []
}

function config(environment: Record<string, string>) {
  const read = readConfig(environment, variables)
  if ('mistakes' in read) throw new Error(read.mistakes.join('\n'))
  return read.config
}

describe('configuration', () => {
  it('has a default for everything', () => {
    expect(config({ HOME: '/home/anna' })).toMatchObject({ host: '127.0.0.1', port: 4300, publicUrl: null, databaseUrl: null, keys: null, logLevel: 'info', logFormat: null, sandbox: true, demo: true, trustedProxies: 0 })
  })

  it('tells all mistakes at once, each with the variable, what is wrong and an example', () => {
    const all = mistakes({
      PORT: '70000', PUBLIC_URL: 'crossdock.example.com', DATABASE_URL: 'mysql://root:hunter2@db/x', CROSSDOCK_DATA_DIR: 'data', CROSSDOCK_KEYS: 'a:c2hvcnQ=',
      LOG_LEVEL: 'loud', LOG_FORMAT: 'xml', CROSSDOCK_SANDBOX: 'yes', CROSSDOCK_DEMO: '1', CROSSDOCK_TRUSTED_PROXIES: '-1', STORE_SECRET_FILE: '/nowhere/at/all',
    })
    for (const name of ['PORT', 'PUBLIC_URL', 'DATABASE_URL', 'CROSSDOCK_DATA_DIR', 'CROSSDOCK_KEYS', 'LOG_LEVEL', 'LOG_FORMAT', 'CROSSDOCK_SANDBOX', 'CROSSDOCK_DEMO', 'CROSSDOCK_TRUSTED_PROXIES', 'STORE_SECRET_FILE']) {
      const [sentence, ...others] = all.filter((each) => each.startsWith(`${name} `))
      expect(sentence, name).toMatch(/Example: /)
      expect(others).toEqual([])
    }
    expect(all).toHaveLength(11)
  })

  it('keeps calls for 90 days and timelines for ever unless told otherwise', () => {
    expect(config({}).keepDays).toEqual({ calls: 90, timeline: 0 })
    expect(config({ CROSSDOCK_KEEP_CALLS_DAYS: '0', CROSSDOCK_KEEP_TIMELINE_DAYS: '730' }).keepDays).toEqual({ calls: 0, timeline: 730 })
    expect(mistakes({ CROSSDOCK_KEEP_CALLS_DAYS: 'a year' })[0]).toMatch(/^CROSSDOCK_KEEP_CALLS_DAYS must be a whole number/)
  })

  it('takes the address past a pooler only beside the one through it', () => {
    expect(config({ DATABASE_URL: 'postgres://anna@db:6432/x', CROSSDOCK_DIRECT_DATABASE_URL: 'postgres://anna@db:5432/x' })).toMatchObject({ directDatabaseUrl: 'postgres://anna@db:5432/x' })
    expect(config({ DATABASE_URL: 'postgres://anna@db/x' }).directDatabaseUrl).toBeNull()
    expect(mistakes({ CROSSDOCK_DIRECT_DATABASE_URL: 'postgres://anna@db:5432/x' })[0]).toMatch(/DATABASE_URL is not set\. Example: /)
  })

  it('never repeats a secret in what it says', () => {
    expect(mistakes({ DATABASE_URL: 'mysql://root:hunter2@db/x', CROSSDOCK_KEYS: 'hunter2' }).join()).not.toContain('hunter2')
  })

  it('takes secrets from files, and refuses both at once, missing and empty ones', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'crossdock-config-'))
    writeFileSync(path.join(folder, 'keys'), `${goodKey}\n`)
    writeFileSync(path.join(folder, 'url'), 'postgres://anna@db/crossdock\n')
    writeFileSync(path.join(folder, 'secret'), 'store-secret\n')
    writeFileSync(path.join(folder, 'empty'), '\n')
    const read = config({ CROSSDOCK_KEYS_FILE: path.join(folder, 'keys'), DATABASE_URL_FILE: path.join(folder, 'url'), STORE_SECRET_FILE: path.join(folder, 'secret') })
    expect(read.keys?.current.id).toBe('a')
    expect(read.databaseUrl).toBe('postgres://anna@db/crossdock')
    expect(read.environment['STORE_SECRET']).toBe('store-secret')
    expect(mistakes({ STORE_SECRET: 'x', STORE_SECRET_FILE: path.join(folder, 'secret') })).toEqual(['STORE_SECRET and STORE_SECRET_FILE are both set. Keep one of them.'])
    expect(mistakes({ STORE_SECRET_FILE: path.join(folder, 'empty') })[0]).toMatch(/^STORE_SECRET_FILE names .* empty/)
  })

  it('runs the sandbox only while no platform address is set, and the demo with the sandbox', () => {
    expect(config({})).toMatchObject({ sandbox: true, demo: true })
    expect(config({ STORE_URL: 'https://store.example' })).toMatchObject({ sandbox: false, demo: false })
    expect(config({ STORE_URL: 'https://store.example', CROSSDOCK_SANDBOX: 'on', CROSSDOCK_DEMO: 'off' })).toMatchObject({ sandbox: true, demo: false })
  })

  it('takes the origin of PUBLIC_URL and refuses a path', () => {
    expect(config({ PUBLIC_URL: 'https://hub.example.com/' }).publicUrl).toBe('https://hub.example.com')
    expect(mistakes({ PUBLIC_URL: 'https://hub.example.com/crossdock' })[0]).toMatch(/^PUBLIC_URL must have no path/)
  })
})

import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createMerchant } from '@crossdock/postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../../../../tests/support/database.ts'
import { openTestServer, type TestServer } from '../testing.ts'
import { runCreateApiKey } from './create-api-key.ts'
import { runCreateUser } from './create-user.ts'
import type { CommandDatabase } from './with-database.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
const dataDir = mkdtempSync(path.join(tmpdir(), 'crossdock-commands-'))
let test: TestServer
let opened: CommandDatabase
beforeAll(async () => {
  const { url } = await createDatabase()
  test = await openTestServer({ databaseUrl: url })
  opened = { url, directUrl: url, database: test.app.database, signIn: test.app.signIn }
  await test.app.database.transact({ merchant: 'all' }, (tx) => createMerchant(tx, { code: 'TEA', name: '小山茶行' }))
})
afterAll(() => test?.close())

/** In a process of its own, as it is typed. */
function run(args: string[], environment: Record<string, string> = {}): Promise<{ code: number; out: string; err: string }> {
  const env = { PATH: process.env['PATH'], DATABASE_URL: opened.url, CROSSDOCK_DATA_DIR: dataDir, CROSSDOCK_SANDBOX: 'off', ...environment }
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { env }, (failure, out, err) => resolve({ code: Number(failure?.code ?? 0), out, err }))
  })
}
const session = async (key: string) => (await test.call('GET', '/api/v1/session', { key })).body

describe('crossdock', { timeout: 60_000 }, () => {
  it('shows its commands when asked for help, or for nothing', async () => {
    for (const args of [[], ['--help']]) {
      const { code, out } = await run(args)
      expect(code).toBe(0)
      for (const command of ['start', 'migrate', 'user', 'api-key', 'demo', 'doctor', 'backup', 'restore', 'keys', 'outbox', 'reconcile']) expect(out).toContain(`  ${command} `)
    }
  })

  it.each([
    ['an unknown command', ['fly'], {}, 1, /^“fly” is not a command\. See --help\.\n$/],
    ['an unknown action', ['user', 'destroy'], {}, 1, /^“user destroy” is not a command\. Use: user create\n$/],
    ['an action that outbox lacks', ['outbox', 'burn'], {}, 1, /^“outbox burn” is not a command\. Use: outbox list, outbox retry, outbox leave, outbox answer\n$/],
    ['an unknown option', ['migrate', '--fast'], {}, 1, /^Unknown option `--fast`. See --help\.\n$/],
    ['a missing option', ['user', 'create', '--email', 'a@example.com'], {}, 1, /^--password is missing\. See --help\.\n$/],
    ['an unknown process role', ['start', '--role', 'boss'], {}, 1, /^“boss” is not a process role\. Use one of: all, api, worker\.\n$/],
    ['mistakes in the environment', ['migrate'], { PORT: 'x', LOG_LEVEL: 'y' }, 78, /^The environment has 2 mistakes:\n {2}- PORT must .*\n {2}- LOG_LEVEL must .*\n$/],
    ['a database that is away', ['migrate'], { DATABASE_URL: 'postgres://x@127.0.0.1:1/x' }, 1, /^The database cannot be reached \(.*ECONNREFUSED.*\)\. Is it running, and is DATABASE_URL right\?\n$/],
    ['the demo where it is off', ['demo', 'seed'], {}, 1, /^The demo is off, .*CROSSDOCK_DEMO=on/],
    ['a weak password', ['user', 'create', '--email', 'b@example.com', '--password', 'short', '--role', 'operator'], {}, 1, /^The password is too short\. Use at least 12 characters; a sentence is easy to remember\.\n$/],
  ])('refuses %s with a sentence', async (_name, args, environment, code, sentence) => {
    const ran = await run(args, environment as Record<string, string>)
    expect([ran.code, ran.out]).toEqual([code, ''])
    expect(ran.err).toMatch(sentence)
  })

  it('migrates', async () => {
    expect(await run(['migrate'])).toEqual({ code: 0, out: 'The database is up to date.\n', err: '' })
    expect(await run(['migrate', '--json'])).toMatchObject({ code: 0, out: '{"migrated":true}\n' })
  })

  it('backs up to a file, never over one that is there, and does not restore into a database that is in use', async () => {
    const file = path.join(dataDir, 'backup.tar.gz')
    const made = await run(['backup', file, '--json'])
    expect(JSON.parse(made.out)).toMatchObject({ file, tables: expect.any(Number), keys: [] })
    expect(await run(['backup', file])).toEqual({ code: 1, out: '', err: `${file} is there already. Choose another name, or add --force to replace it.\n` })
    expect((await run(['restore', file, '--force'])).err).toMatch(/^Crossdock is running on this database \(crossdock api: \d+ connections\)\. Stop every process first\. Nothing was changed\.\n$/)
  })

  it('lists the keys', async () => {
    expect(JSON.parse((await run(['keys', 'list', '--json'])).out)).toMatchObject([{ current: true, held: true, secrets: 0 }])
  })

  it('looks after Crossdock, lists the outbox, and says that there is nothing to compare', async () => {
    const [doctor, outbox, reconcile] = await Promise.all([run(['doctor', '--json']), run(['outbox', 'list']), run(['reconcile', '--all'])])
    expect((JSON.parse(doctor.out) as { check: string }[]).map(({ check }) => check)).toEqual(expect.arrayContaining(['processes', 'queue', 'outbox', 'slots', 'mail']))
    expect(outbox).toEqual({ code: 0, out: 'Nothing waits, and nothing was refused.\n', err: '' })
    expect(reconcile).toEqual({ code: 1, out: '', err: 'No EC account is connected, so there is nothing to compare.\n' })
  })

  it('makes users, who may sign in', async () => {
    const made = await run(['user', 'create', '--email', 'Anna@Example.com', '--password', '1234567890123', '--role', 'admin', '--json'])
    expect(JSON.parse(made.out)).toEqual({ id: expect.any(String), email: 'anna@example.com', role: 'admin' })
    expect((await test.call('POST', '/api/auth/sign-in/email', { body: { email: 'anna@example.com', password: '1234567890123' } })).body.user).toMatchObject({ name: 'Anna', role: 'admin' })
    const owner = await run(['user', 'create', '--email', 'owner@example.com', '--password', 'a long sentence', '--role', 'merchant', '--merchant', 'tea', '--name', '王小明'])
    expect(owner).toEqual({ code: 0, out: 'owner@example.com may sign in now, as merchant.\n', err: '' })
  })

  it('makes API keys, and prints nothing but the key', async () => {
    const plain = await run(['api-key', 'create', '--role', 'operator', '--name', 'WMS'])
    expect(plain).toEqual({ code: 0, out: expect.stringMatching(/^cdk_[\w-]{43}\n$/), err: '' })
    expect(await session(plain.out.trim())).toMatchObject({ role: 'operator', user: { name: 'WMS', kind: 'api_key' } })
    const json = JSON.parse((await run(['api-key', 'create', '--role', 'merchant', '--merchant', 'TEA', '--name', '2026', '--json'])).out)
    expect(await session(json.key)).toMatchObject({ role: 'merchant', merchant: { name: '小山茶行' }, user: { name: '2026' } })
  })
})

describe('user create', () => {
  const good = { email: 'b@example.com', password: 'a long sentence', role: 'operator' }
  it.each([
    [{ email: 'anna' }, /^“anna” is not an e-mail address\./],
    [{ role: 'king' }, /^“king” is not a role\. Use one of: admin, operator, merchant\./],
    [{ role: 'merchant' }, /^The role merchant needs --merchant/],
    [{ role: 'merchant', merchant: 'NOBODY' }, /^There is no merchant with the id or code “NOBODY”\./],
    [{ role: 'admin', merchant: 'TEA' }, /^The role admin belongs to the whole warehouse\./],
  ])('refuses %j with a sentence', async (changes, sentence) => {
    await expect(runCreateUser(opened, { ...good, ...changes })).rejects.toThrow(sentence)
  })

  it('refuses an address that has an account', async () => {
    await runCreateUser(opened, { ...good, email: 'twice@example.com' })
    await expect(runCreateUser(opened, { ...good, email: 'TWICE@example.com' })).rejects.toMatchObject({ code: 'email_taken' })
  })
})

describe('api-key create', () => {
  it.each([
    [{ name: ' ', role: 'operator' }, /^An API key needs a --name/],
    [{ name: 'x'.repeat(33), role: 'operator' }, /^An API key needs a --name/],
    [{ name: 'ERP', role: 'merchant' }, /^The role merchant needs --merchant/],
  ])('refuses %j with a sentence', async (wanted, sentence) => {
    await expect(runCreateApiKey(opened, wanted)).rejects.toThrow(sentence)
  })
})

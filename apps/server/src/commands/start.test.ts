import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { isAddress } from '../config/config.ts'
import { connectorVariables } from '../platforms.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
const dataDir = mkdtempSync(path.join(tmpdir(), 'crossdock-start-'))
// PostgreSQL's own account goes through it.
chmodSync(dataDir, 0o755)
const running = new Set<ChildProcess>()
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
})
afterAll(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }))

interface Started {
  address: string
  said: () => string
  child: ChildProcess
  exit: Promise<number | null>
}

function environmentOf(extra: Record<string, string>) {
  return { PATH: process.env['PATH'], CROSSDOCK_DATA_DIR: dataDir, CROSSDOCK_SANDBOX: 'off', PORT: '0', LOG_FORMAT: 'json', ...extra }
}

/** @returns when it has said where it is */
async function start(extra: Record<string, string> = {}): Promise<Started> {
  const child = spawn(process.execPath, [main, 'start'], { env: environmentOf(extra) })
  running.add(child)
  let text = ''
  const exit = once(child, 'exit').then(([code]) => (running.delete(child), code as number | null))
  const address = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      text += chunk.toString()
      const found = /^ {2}Crossdock +(\S+)$/m.exec(text)?.[1]
      if (found && text.includes('Ctrl-C')) resolve(found)
    }
    child.stdout!.on('data', read)
    child.stderr!.on('data', read)
    void exit.then((code) => reject(new Error(`ended with ${code}: ${text}`)))
  })
  return { address, said: () => text, child, exit }
}

function run(args: string[], extra: Record<string, string> = {}): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { env: environmentOf(extra) }, (failure, out, err) => resolve({ code: Number(failure?.code ?? 0), out, err }))
  })
}

async function stop({ child, exit }: Started): Promise<number | null> {
  child.kill('SIGTERM')
  return exit
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

describe('crossdock start', { timeout: 120_000 }, () => {
  it('brings a database of its own, tells where everything is, and stops cleanly', async () => {
    const first = await start()
    expect((await fetch(`${first.address}/readyz`)).status).toBe(200)
    expect(first.said()).toContain(`API docs      ${first.address}/api/docs`)
    const link = new RegExp(`First admin +(${first.address}/setup/[\\w-]{43})  \\(once, within 30 minutes\\)`).exec(first.said())?.[1]
    expect(link).toBeDefined()
    expect(first.said()).not.toContain('Demo')

    const second = await run(['start'])
    expect(second).toEqual({ code: 1, out: '', err: expect.stringContaining(`Crossdock is already running on ${dataDir}: process ${first.child.pid}, at ${first.address}.`) })

    const made = await run(['user', 'create', '--email', 'anna@example.com', '--password', 'a long sentence', '--role', 'admin'])
    expect(made).toEqual({ code: 0, out: 'anna@example.com may sign in now, as admin.\n', err: '' })
    expect((await fetch(`${first.address}/api/v1/setup/${link!.split('/').at(-1)}`)).status).toBe(410)
    expect((await fetch(`${first.address}/readyz`)).status).toBe(200)

    expect(await stop(first)).toBe(0)
    await expect(fetch(`${first.address}/healthz`)).rejects.toThrow()
    const problems = first.said().split('\n').filter((line) => /"level":"(error|warn)"/.test(line))
    expect(problems).toEqual([])
  })

  it('remembers, works with commands while it is stopped, and makes no link once there is an admin', async () => {
    expect((await run(['user', 'create', '--email', 'anna@example.com', '--password', 'a long sentence', '--role', 'admin'])).err).toMatch(/^anna@example.com has an account already\./)
    const again = await start()
    expect(again.said()).not.toContain('First admin')
    expect(await stop(again)).toBe(0)
  })

  it('starts again after it was killed', async () => {
    const killed = await start()
    killed.child.kill('SIGKILL')
    await killed.exit
    const again = await start()
    expect((await fetch(`${again.address}/readyz`)).status).toBe(200)
    expect(await stop(again)).toBe(0)
  })

  it('goes on when its PostgreSQL is killed', async () => {
    const running = await start()
    const ready = async () => (await fetch(`${running.address}/readyz`)).status
    process.kill(Number(readFileSync(path.join(dataDir, 'pgdata', 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL')
    await expect.poll(() => running.said(), { timeout: 30_000 }).toContain('starting it again')
    await expect.poll(ready, { timeout: 60_000, interval: 200 }).toBe(200)
    expect((await fetch(`${running.address}/api/v1/setup/none`)).status).toBe(410)
    expect(await stop(running)).toBe(0)
  })

  it('runs the demo with its sandbox, and ends the demo’s logins when there is no demo any more', async () => {
    const variable = connectorVariables.find((each) => isAddress(each.name))!.name
    const others = Object.fromEntries(connectorVariables.filter((each) => each.name !== variable).map((each) => [each.name, 'crossdock-test']))
    const sandbox = `http://127.0.0.1:${await freePort()}`
    const demo = await start({ ...others, [variable]: sandbox, CROSSDOCK_SANDBOX: 'on' })
    expect(demo.said()).toContain(sandbox)
    expect((await fetch(sandbox)).status).toBeLessThan(500)
    const { demo: on, logins } = (await (await fetch(`${demo.address}/api/demo`)).json()) as { demo: boolean; logins: { email: string; password: string; role: string }[] }
    expect([on, logins.map((login) => login.role)]).toEqual([true, ['operator', 'admin']])
    for (const { email, password } of logins) expect(demo.said()).toContain(`${email}  /  ${password}`)

    const signIn = (address: string) =>
      fetch(`${address}/api/auth/sign-in/email`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: logins[0]!.email, password: logins[0]!.password }) })
    const signedIn = await signIn(demo.address)
    const cookie = signedIn.headers.getSetCookie()[0]!.split(';')[0]!
    const read = async (what: string) => ((await (await fetch(`${demo.address}/api/v1/${what}`, { headers: { cookie } })).json()) as { items: { status?: string; enabled?: boolean }[] }).items
    expect(await read('merchants')).toHaveLength(2)
    expect((await read('sales-channels')).length).toBeGreaterThanOrEqual(2)
    expect((await read('products?limit=200')).length).toBeGreaterThan(30)
    expect((await read('inbounds')).map((inbound) => inbound.status)).toContain('pending')
    expect((await read('shipping-types?enabled=true')).length).toBeGreaterThan(4)
    expect(await read('ec-accounts')).toEqual([])
    expect(await stop(demo)).toBe(0)
    await expect(fetch(sandbox)).rejects.toThrow()

    const plain = await start()
    expect((await signIn(plain.address)).status).toBe(401)
    expect(await (await fetch(`${plain.address}/api/demo`)).json()).toEqual({ demo: false, logins: [] })
    expect(await stop(plain)).toBe(0)
  })
})

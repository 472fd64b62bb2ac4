import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { lockDataDir } from './instance-lock.ts'
import { processIdentity } from './process-identity.ts'

const folder = () => mkdtempSync(path.join(tmpdir(), 'crossdock-lock-'))
const held = (dataDir: string) => JSON.parse(readFileSync(path.join(dataDir, 'server.lock'), 'utf8'))

describe('the lock of a data directory', () => {
  it('is held until it is given back', () => {
    const dataDir = folder()
    const release = lockDataDir(dataDir, 'http://127.0.0.1:4300')
    expect(() => lockDataDir(dataDir, 'http://127.0.0.1:4301')).toThrow(`Crossdock is already running on ${dataDir}: process ${process.pid}, at http://127.0.0.1:4300.`)
    release()
    expect(existsSync(path.join(dataDir, 'server.lock'))).toBe(false)
    lockDataDir(dataDir, 'http://127.0.0.1:4301')()
  })

  it.each([
    ['a process that is gone', { pid: 2 ** 22 - 1, identity: 'x', address: 'http://127.0.0.1:1' }],
    ['another process that was given the same number', { pid: process.pid, identity: 'an earlier boot 1', address: 'http://127.0.0.1:1' }],
  ])('is taken over from %s', (_name, holder) => {
    const dataDir = folder()
    writeFileSync(path.join(dataDir, 'server.lock'), JSON.stringify(holder))
    const release = lockDataDir(dataDir, 'http://127.0.0.1:4300')
    expect(held(dataDir)).toMatchObject({ pid: process.pid, address: 'http://127.0.0.1:4300' })
    release()
  })

  it('is taken over when a machine went down in the middle of writing it', () => {
    const dataDir = folder()
    writeFileSync(path.join(dataDir, 'server.lock'), '{"pid":')
    lockDataDir(dataDir, 'http://127.0.0.1:4300')()
  })

  it('is not taken away from its holder by one who gives it back late', () => {
    const dataDir = folder()
    const release = lockDataDir(dataDir, 'http://127.0.0.1:4300')
    const other = { pid: 1, identity: 'somebody else', address: 'http://127.0.0.1:4301' }
    writeFileSync(path.join(dataDir, 'server.lock'), JSON.stringify(other))
    release()
    expect(held(dataDir)).toEqual(other)
  })
})

describe('the identity of a process', () => {
  it('stays while it runs and is nothing afterwards', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    const identity = processIdentity(child.pid!)
    expect(identity).not.toBeNull()
    expect(processIdentity(child.pid!)).toBe(identity)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(processIdentity(child.pid!)).toBeNull()
  })
})

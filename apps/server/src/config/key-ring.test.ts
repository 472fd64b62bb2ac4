import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { keptKeyRing, parseKeyRing } from './key-ring.ts'

const fresh = (bytes = 32) => randomBytes(bytes).toString('base64')
const now = new Date('2026-11-23T08:00:00Z')

describe('key ring', () => {
  it('has the current key first and keeps the older ones', () => {
    const parsed = parseKeyRing(`new:${fresh()}, old:${fresh()}`)
    expect('ring' in parsed && [parsed.ring.current.id, parsed.ring.all.map((key) => key.id)]).toEqual(['new', ['new', 'old']])
  })

  it.each([
    ['no-colon', /not of the form id:key/],
    [`a:${fresh(16)}`, /16 bytes, but must have 32/],
    [`a:${Buffer.alloc(32).toString('base64')}`, /not random/],
    [`a:${fresh()},a:${fresh()}`, /stands twice/],
    ['', /not of the form/],
  ])('refuses %s', (text, why) => {
    const parsed = parseKeyRing(text)
    expect('mistakes' in parsed && parsed.mistakes.join()).toMatch(why)
  })

  it('is made once, for our eyes only, and read from then on', () => {
    const folder = path.join(mkdtempSync(path.join(tmpdir(), 'crossdock-keys-')), 'data')
    const made = keptKeyRing(folder, now)
    expect(made.current.id).toMatch(/^2026-11-23-[0-9a-f]{8}$/)
    expect(statSync(path.join(folder, 'keys')).mode & 0o777).toBe(0o600)
    expect(keptKeyRing(folder, new Date()).current.key.equals(made.current.key)).toBe(true)
  })

  it('is never replaced when it is damaged', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'crossdock-keys-'))
    writeFileSync(path.join(folder, 'keys'), 'half a k')
    expect(() => keptKeyRing(folder, now)).toThrow(/damaged.*Put the file back from a backup/)
    expect(readFileSync(path.join(folder, 'keys'), 'utf8')).toBe('half a k')
  })
})

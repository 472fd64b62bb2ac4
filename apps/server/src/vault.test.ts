import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createVault } from './vault.ts'

const key = (id: string) => ({ id, key: randomBytes(32) })
const place = { table: 'ec_credential', merchantId: 'm1', rowId: 'a1', field: 'sealed' }

describe('vault', () => {
  const older = key('older')
  const newer = key('newer')
  const vault = createVault({ current: newer, all: [newer, older] })

  it('opens what it sealed, and seals the same text differently each time', () => {
    const one = vault.seal('密碼 token', place)
    expect(vault.open(one.sealed, one.keyId, place)).toBe('密碼 token')
    expect(Buffer.from(one.sealed).equals(Buffer.from(vault.seal('密碼 token', place).sealed))).toBe(false)
    expect(Buffer.from(one.sealed).toString('latin1')).not.toContain('token')
  })

  it('seals with the current key and still opens what an older one sealed', () => {
    const old = createVault({ current: older, all: [older] }).seal('x', place)
    expect(old.keyId).toBe('older')
    expect(vault.seal('x', place).keyId).toBe('newer')
    expect(vault.open(old.sealed, old.keyId, place)).toBe('x')
  })

  it.each(['table', 'merchantId', 'rowId', 'field'] as const)('does not open what was moved to another %s', (part) => {
    const { sealed, keyId } = vault.seal('x', place)
    expect(() => vault.open(sealed, keyId, { ...place, [part]: 'other' })).toThrow(/belongs to another row or was changed/)
  })

  it('does not open what was changed, at any byte', () => {
    const { sealed, keyId } = vault.seal('secret', place)
    for (let index = 0; index < sealed.length; index++) {
      const changed = Buffer.from(sealed)
      changed[index]! ^= 1
      expect(() => vault.open(changed, keyId, place)).toThrow(/was changed/)
    }
  })

  it('says which key is missing', () => {
    const { sealed } = vault.seal('x', place)
    expect(() => vault.open(sealed, 'gone', place)).toThrow(/“gone” is not in CROSSDOCK_KEYS/)
  })
})

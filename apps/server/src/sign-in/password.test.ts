import { scryptSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { hashPassword, verifyPassword } from './password.ts'

describe('passwords', () => {
  it('are kept as argon2id with 64 MiB and 2 passes, salted anew each time', async () => {
    const [one, other] = await Promise.all([hashPassword('correct horse 電池'), hashPassword('correct horse 電池')])
    expect(one).toMatch(/^\$argon2id\$v=19\$m=65536,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    expect(one).not.toBe(other)
  })

  it('are right or wrong to the letter', async () => {
    const kept = await hashPassword('correct horse 電池')
    expect(await verifyPassword(kept, 'correct horse 電池')).toBe(true)
    expect(await verifyPassword(kept, 'correct horse 電地')).toBe(false)
    expect(await verifyPassword(kept, '')).toBe(false)
  })

  it('are checked with the parameters that they were kept with', async () => {
    // From the reference implementation: argon2id, m=256, t=2, p=1, salt "somesalt", password "password".
    expect(await verifyPassword('$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4', 'password')).toBe(true)
  })

  it('are checked where they were kept by scrypt, on a Node without argon2', async () => {
    // From Node's own scrypt: N=2^17, r=8, p=1, salt of 16 zeros, password "password".
    const kept = `$scrypt$ln=17,r=8,p=1$${'A'.repeat(22)}$${scryptSync('password', Buffer.alloc(16), 32, { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 }).toString('base64').replace('=', '')}`
    expect(await verifyPassword(kept, 'password')).toBe(true)
    expect(await verifyPassword(kept, 'Password')).toBe(false)
  })

  it('are wrong when what is kept cannot be read', async () => {
    expect(await verifyPassword('scrypt:abc', 'password')).toBe(false)
  })
})

import crypto, { randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

export const minPasswordLength = 12
export const maxPasswordLength = 256

/** What a hash costs: for argon2id, KiB of memory and passes over it. */
export interface PasswordCost {
  memory: number
  passes: number
}

/** 64 MiB, 2 passes: 115 ms on the two-core machine that this was measured on. */
const fullCost: PasswordCost = { memory: 65_536, passes: 2 }
const hashLength = 32

/** Node has argon2 from 24.7 on; npm's package of Node for Apple silicon is older. There, scrypt at OWASP's cost takes its place. */
const hasArgon2 = typeof (crypto as { argon2?: unknown }).argon2 === 'function'
const scryptCost = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 }

/** At most this many at once, since each takes 64 MiB or more. */
const atOnce = 4
let running = 0
const waiting: (() => void)[] = []

async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  else running++
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}

const argon2id = (password: string, salt: Buffer, { memory, passes }: PasswordCost, length: number): Promise<Buffer> =>
  inTurn(() => promisify(crypto.argon2)('argon2id', { message: password, nonce: salt, memory, passes, parallelism: 1, tagLength: length }) as Promise<Buffer>)

const scrypt = (password: string, salt: Buffer, length: number): Promise<Buffer> =>
  inTurn(() => new Promise((resolve, reject) => crypto.scrypt(password, salt, length, scryptCost, (err, hash) => (err ? reject(err) : resolve(hash)))))

/** @returns a PHC string: `$argon2id$v=19$m=…,t=…,p=1$salt$hash`, or `$scrypt$ln=17,r=8,p=1$salt$hash` where Node has no argon2 */
export async function hashPassword(password: string, cost: PasswordCost = fullCost): Promise<string> {
  const salt = randomBytes(16)
  if (!hasArgon2) return `$scrypt$ln=17,r=8,p=1$${unpadded(salt)}$${unpadded(await scrypt(password, salt, hashLength))}`
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=1$${unpadded(salt)}$${unpadded(await argon2id(password, salt, cost, hashLength))}`
}

/** With the parameters that it was kept with. @returns false also when what is kept cannot be read here */
export async function verifyPassword(kept: string, password: string): Promise<boolean> {
  const match = /^\$(?:argon2id\$v=19\$m=(\d+),t=(\d+),p=1|scrypt\$ln=17,r=8,p=1)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(kept)
  if (!match) return false
  const [, memory, passes] = match
  const [salt, expected] = [Buffer.from(match[3] ?? '', 'base64'), Buffer.from(match[4] ?? '', 'base64')]
  if (memory === undefined) return timingSafeEqual(await scrypt(password, salt, expected.length), expected)
  return hasArgon2 && timingSafeEqual(await argon2id(password, salt, { memory: Number(memory), passes: Number(passes) }, expected.length), expected)
}

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

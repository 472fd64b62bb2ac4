import { aliveSeconds, keyUse, replaceSecret, sealedPlaces, secretsAfter, seenProcesses, withSecrets, type SealedSecret } from '@crossdock/postgres'
import type { Config } from '../config/config.ts'
import { freshKey, keysFile, textOf, writeKeptKeyRing, type KeyRing } from '../config/key-ring.ts'
import { Sentence } from '../running/sentence.ts'
import { versionOf } from '../sign-in/auth.ts'
import { createVault } from '../vault.ts'
import { keysOf } from './load-config.ts'
import type { CommandDatabase } from './with-database.ts'

export interface KeyLine {
  id: string
  current: boolean
  /** Whether the ring holds it. */
  held: boolean
  secrets: number
  by: Record<string, number>
}

const batch = 100

/** Every key of the ring, and every one that a secret needs. */
export async function listKeys(config: Config, { database }: Pick<CommandDatabase, 'database'>): Promise<KeyLine[]> {
  const ring = keysOf(config)
  const used = await withSecrets(database.pool, keyUse)
  const ids = [...new Set([...ring.all.map(({ id }) => id), ...used.map(({ keyId }) => keyId)])]
  return ids.map((id) => {
    const of = used.filter(({ keyId }) => keyId === id)
    return { id, current: id === ring.current.id, held: ring.all.some((key) => key.id === id), secrets: of.reduce((sum, { secrets }) => sum + secrets, 0), by: Object.fromEntries(of.map(({ table, secrets }) => [table, secrets])) }
  })
}

/**
 * Puts a new key in front of the kept ring and seals everything with it. A ring that comes from the environment is not
 * ours to change: then says what to set.
 */
export async function rotateKeys(config: Config, opened: Pick<CommandDatabase, 'database'>, now: Date) {
  const ring = keysOf(config)
  const fresh = freshKey(now)
  if (config.keys !== null) return { added: null, set: textOf([fresh]), resealed: 0, left: 0 }
  writeKeptKeyRing(config.dataDir, [fresh, ...ring.all])
  ring.reload?.()
  return { added: fresh.id, set: null, ...(await resealWith(keysOf(config), opened)) }
}

export const resealSecrets = (config: Config, opened: Pick<CommandDatabase, 'database'>) => resealWith(keysOf(config), opened)

/**
 * Seals with the current key what another one sealed, some at a time, while everything goes on: what is renewed meanwhile is
 * left to whoever renewed it. Can be broken off and repeated.
 * @returns how many were sealed anew, and how many do not open
 */
async function resealWith(ring: KeyRing, { database }: Pick<CommandDatabase, 'database'>): Promise<{ resealed: number; left: number }> {
  const vault = createVault(ring)
  let [resealed, left] = [0, 0]
  for (const { table } of sealedPlaces) {
    let after: SealedSecret | null = null
    for (;;) {
      const secrets: SealedSecret[] = await withSecrets(database.pool, async (client) => {
        const some = await secretsAfter(client, table, after, batch, ring.current.id)
        for (const secret of some) {
          const place = { table, merchantId: secret.merchantId, rowId: secret.rowId, field: secret.field }
          const plain = openOrNull(vault, secret, place)
          if (plain === null) left++
          else if (await replaceSecret(client, secret, vault.seal(plain, place))) resealed++
        }
        return some
      })
      after = secrets.at(-1) ?? null
      if (secrets.length < batch) break
    }
  }
  return { resealed, left }
}

function openOrNull(vault: ReturnType<typeof createVault>, { sealed, keyId }: SealedSecret, place: Parameters<typeof vault.seal>[1]): string | null {
  try {
    return vault.open(sealed, keyId, place)
  } catch (err) {
    if (err instanceof Error) return null
    throw err
  }
}

/**
 * Takes the keys out of the kept ring that nothing needs any more.
 * @throws Sentence while a process seals with one of them
 */
export async function pruneKeys(config: Config, { database, signIn }: Pick<CommandDatabase, 'database' | 'signIn'>): Promise<{ removed: string[]; needed: string[]; byHand: boolean }> {
  const ring = keysOf(config)
  const used = new Set((await withSecrets(database.pool, keyUse)).map(({ keyId }) => keyId))
  const { rows: signInSecrets } = await signIn.query<{ text: string }>('select secret || backup_codes as text from two_factor')
  const isNeeded = (id: string) => used.has(id) || signInSecrets.some(({ text }) => text.includes(`$${versionOf(id)}$`))
  const old = ring.all.filter(({ id }) => id !== ring.current.id)
  const needless = old.filter(({ id }) => !isNeeded(id))
  const sealing = (await seenProcesses(database.pool)).filter(({ silentSeconds, sealsWith }) => silentSeconds <= aliveSeconds && needless.some(({ id }) => id === sealsWith))
  if (sealing.length > 0) throw new Sentence(`${sealing.map(({ name, sealsWith }) => `${name} still seals with ${sealsWith}`).join(', ')}. Restart it, then try again. Nothing was removed.`)
  if (config.keys === null && needless.length > 0) writeKeptKeyRing(config.dataDir, ring.all.filter((key) => !needless.includes(key)))
  return { removed: needless.map(({ id }) => id), needed: old.filter((key) => !needless.includes(key)).map(({ id }) => id), byHand: config.keys !== null }
}

export const keysText = {
  list: (lines: readonly KeyLine[]) =>
    lines.map(({ id, current, held, secrets, by }) => {
      const of = Object.entries(by).map(([table, count]) => `${table} ${count}`).join(', ')
      return `${held ? (current ? '→' : ' ') : '✗'} ${id}  ${secrets} secrets${of ? ` (${of})` : ''}${held ? (current ? ', current' : '') : ', NOT IN THE RING'}`
    }).join('\n'),
  reseal: ({ resealed, left }: { resealed: number; left: number }) =>
    `${resealed} secrets were sealed with the current key.${left > 0 ? ` ${left} do not open: doctor says which.` : ''}`,
  rotate: (done: Awaited<ReturnType<typeof rotateKeys>>, config: Config) =>
    done.set !== null
      ? `The ring comes from CROSSDOCK_KEYS, so put this in front of it, keep the older keys behind it, restart every process, then run keys reseal:\n${done.set}`
      : `${done.added} is the current key now, in ${keysFile(config.dataDir)}. ${keysText.reseal(done)}\nCopy the file to where you keep keys. Restart every process, then keys prune removes what nothing needs.`,
  prune: ({ removed, needed, byHand }: Awaited<ReturnType<typeof pruneKeys>>) =>
    [
      removed.length === 0 ? 'Every key is needed.' : byHand ? `Take out of CROSSDOCK_KEYS: ${removed.join(', ')}.` : `Removed: ${removed.join(', ')}.`,
      ...(removed.length > 0 ? ['Backups from before still need them: keep a copy for as long as you keep those.'] : []),
      ...(needed.length > 0 ? [`Still needed: ${needed.join(', ')} (keys reseal; a second factor at sign-in keeps the key that it was set up with).`] : []),
    ].join('\n'),
}

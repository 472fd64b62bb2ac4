import { keyUse, sealedPlaces, secretsAfter, withSecrets, type SealedSecret } from '@crossdock/postgres'
import { createVault } from '../../vault.ts'
import { bad, ok, warn, type Check, type Patient, type Verdict } from './finding.ts'

const batch = 500

/** Every secret must open: one that does not is found here, and not when a store is to be spoken to. */
export function keyChecks(patient: Patient): Check[] {
  return [{ name: 'keys', run: () => checkKeys(patient) }]
}

async function checkKeys({ database, keys }: Patient): Promise<Verdict> {
  return withSecrets(database.pool, async (client) => {
    const used = await keyUse(client)
    const missing = [...new Set(used.map(({ keyId }) => keyId))].filter((id) => !keys.all.some((key) => key.id === id))
    if (missing.length > 0) {
      const secrets = used.filter(({ keyId }) => missing.includes(keyId)).reduce((sum, { secrets: count }) => sum + count, 0)
      return bad(`the ring lacks ${missing.join(', ')}, which ${secrets === 1 ? 'a secret needs' : `${secrets} secrets need`}: add it back to CROSSDOCK_KEYS, behind the current one`)
    }
    const vault = createVault(keys)
    const shut = new Map<string, number>()
    let opened = 0
    for (const { table } of sealedPlaces) {
      let after: SealedSecret | null = null
      for (;;) {
        const secrets: SealedSecret[] = await secretsAfter(client, table, after, batch)
        for (const secret of secrets) {
          if (opens(vault, secret)) opened++
          else shut.set(table, (shut.get(table) ?? 0) + 1)
        }
        after = secrets.at(-1) ?? null
        if (secrets.length < batch) break
      }
    }
    if (shut.size > 0) return bad(`${[...shut].map(([table, count]) => `${count} of ${table}`).join(', ')} do not open: another key goes by their key’s name, or the rows were changed. Put the right CROSSDOCK_KEYS back; what still does not open has to be authorized again`)
    const older = used.filter(({ keyId }) => keyId !== keys.current.id).reduce((sum, { secrets }) => sum + secrets, 0)
    const said = `${opened} secrets open; the current key is ${keys.current.id}`
    return older > 0 ? warn(`${said}; ${older} are still sealed with an older one: keys reseal`) : ok(said)
  })
}

function opens(vault: ReturnType<typeof createVault>, { sealed, keyId, table, merchantId, rowId, field }: SealedSecret): boolean {
  try {
    vault.open(sealed, keyId, { table, merchantId, rowId, field })
    return true
  } catch (err) {
    if (err instanceof Error) return false
    throw err
  }
}

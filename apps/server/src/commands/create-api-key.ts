import { Sentence } from '../running/sentence.ts'
import { createApiKey } from '../sign-in/api-keys.ts'
import { merchantIdOf, roleOf } from './create-user.ts'
import type { CommandDatabase } from './with-database.ts'

/** @returns the key itself, this once @throws Sentence when the role, the name or the merchant is not right */
export async function runCreateApiKey({ database, signIn }: CommandDatabase, wanted: { role: string; name: string; merchant?: string | undefined }) {
  const role = roleOf(wanted.role)
  const name = wanted.name.trim()
  if (name === '' || name.length > 32) throw new Sentence('An API key needs a --name of 1–32 characters, by which to recognise it.')
  const merchantId = await merchantIdOf(database, role, wanted.merchant)
  const { id, key } = await createApiKey(signIn, { name, role, merchantId, createdBy: 'command line' })
  return { id, key, name, role }
}

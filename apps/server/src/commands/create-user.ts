import { roles, type Role } from '@crossdock/domain'
import { everyMerchant } from '@crossdock/flows/ports'
import { findMerchant } from '@crossdock/postgres'
import { z } from 'zod'
import { Sentence } from '../running/sentence.ts'
import { createUser } from '../sign-in/users.ts'
import type { CommandDatabase } from './with-database.ts'

/** @returns the user's id @throws Sentence when the role, the e-mail address or the merchant is not right; Refusal for the rest */
export async function runCreateUser({ database, signIn }: CommandDatabase, wanted: { email: string; password: string; role: string; merchant?: string | undefined; name?: string | undefined }) {
  const role = roleOf(wanted.role)
  const email = z.email().max(200).safeParse(wanted.email)
  if (!email.success) throw new Sentence(`“${wanted.email}” is not an e-mail address. Example: --email anna@example.com`)
  const merchantId = await merchantIdOf(database, role, wanted.merchant)
  const { id } = await createUser(signIn, { name: wanted.name?.trim() || email.data.split('@')[0]!, email: email.data, password: wanted.password, role, merchantId })
  return { id, email: email.data.toLowerCase(), role }
}

/** @throws Sentence when there is no such role */
export function roleOf(text: string): Role {
  const role = roles.find((each) => each === text)
  if (!role) throw new Sentence(`“${text}” is not a role. Use one of: ${roles.join(', ')}.`)
  return role
}

/** @throws Sentence when a merchant is missing, unknown or out of place */
export async function merchantIdOf(database: CommandDatabase['database'], role: Role, merchant: string | undefined): Promise<string | null> {
  if (role !== 'merchant') {
    if (merchant !== undefined) throw new Sentence(`The role ${role} belongs to the whole warehouse. Leave --merchant out, or use --role merchant.`)
    return null
  }
  if (merchant === undefined) throw new Sentence('The role merchant needs --merchant with the id or code of the merchant.')
  const found = await database.transact(everyMerchant, (tx) => findMerchant(tx, merchant))
  if (!found) throw new Sentence(`There is no merchant with the id or code “${merchant}”.`)
  return found.id
}

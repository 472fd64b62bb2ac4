import { everyMerchant, Refusal } from '@crossdock/flows/ports'
import { layInDemoGoods, seedShippingTypes, type Database } from '@crossdock/postgres'
import type pg from 'pg'
import { createUser } from '../sign-in/users.ts'
import { warehouseTimeZone } from '../warehouse.ts'
import { readCatalogue } from './catalogue.ts'
import { demoLogins } from './logins.ts'

/** What a demo put in, of what was not there before. */
export interface Seeded {
  merchants: string[]
  logins: string[]
}

/**
 * Fills the warehouse with what a demo needs, from the shops of the sandbox at these addresses. Safe to repeat.
 * @throws Sentence when a sandbox does not answer
 */
export async function seedDemo(needs: { database: Database; signIn: pg.Pool; now: Date }, addresses: readonly string[]): Promise<Seeded> {
  const shops = (await Promise.all(addresses.map(readCatalogue))).flat()
  await seedShippingTypes(needs.database)
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: warehouseTimeZone }).format(needs.now)
  const merchants = await needs.database.transact(everyMerchant, (tx) => layInDemoGoods(tx, shops, { at: needs.now, day }))
  return { merchants, logins: await makeLogins(needs.signIn) }
}

async function makeLogins(signIn: pg.Pool): Promise<string[]> {
  const made: string[] = []
  for (const { email, password, name, role } of demoLogins) {
    try {
      await createUser(signIn, { email, password, name, role, merchantId: null })
      made.push(email)
    } catch (err) {
      if (!(err instanceof Refusal && err.code === 'email_taken')) throw err
    }
  }
  return made
}

/** Where there is no demo any more, nobody signs in with a password that everybody knows. @returns how many logins were ended */
export async function endDemoLogins(signIn: pg.Pool): Promise<number> {
  const { rows } = await signIn.query<{ id: string }>('update users set active = false, updated_at = now() where email = any($1) and active returning id', [demoLogins.map((login) => login.email)])
  await signIn.query('delete from session where user_id = any($1)', [rows.map((row) => row.id)])
  return rows.length
}

import { fileURLToPath } from 'node:url'
import { freshKey, textOf } from '../apps/server/src/config/key-ring.ts'
import { createVault } from '../apps/server/src/vault.ts'
import { openWorld, type RunningServer } from '../tests/support/running-server.ts'
import { openWarehouse, type BenchAccount, type BenchWarehouse } from './warehouse.ts'

/** As `npm start` sets it. */
const compileCache = fileURLToPath(new URL('../.cache/compile', import.meta.url))

/** The product itself on a bench's database, in processes of its own. */
export interface Served {
  warehouse: BenchWarehouse
  /** Adds an account whose token the product can open. */
  addAccount(): Promise<BenchAccount>
  /** @returns an API key */
  apiKey(): Promise<string>
  /** Makes an admin. @returns how to sign in */
  admin(): Promise<{ email: string; password: string }>
  start(role?: 'all' | 'api'): Promise<RunningServer>
  end(): Promise<void>
}

/** @param storeUrl where all accounts' stores are */
export async function openServed(storeUrl: string): Promise<Served> {
  const warehouse = await openWarehouse(storeUrl)
  const key = freshKey(new Date())
  const vault = createVault({ current: key, all: [key] })
  const world = await openWorld({ databaseUrl: warehouse.url, storeUrl })
  Object.assign(world.environment, { CROSSDOCK_KEYS: textOf([key]), LOG_LEVEL: 'warn', NODE_COMPILE_CACHE: compileCache })
  return {
    warehouse,
    async addAccount() {
      const account = await warehouse.addAccount()
      const { sealed, keyId } = vault.seal(JSON.stringify({ accessToken: String(account.number), refreshToken: 'r' }), { table: 'ec_credential', merchantId: account.merchantId, rowId: account.id, field: 'pair' })
      await warehouse.sql.query('update ec_credential set sealed = $3, key_id = $4 where merchant_id = $1 and ec_account_id = $2', [account.merchantId, account.id, sealed, keyId])
      return account
    },
    async apiKey() {
      const { code, stdout, stderr } = await world.command('api-key', 'create', '--role', 'admin', '--name', 'bench', '--json')
      if (code !== 0) throw new Error(stderr)
      return (JSON.parse(stdout) as { key: string }).key
    },
    async admin() {
      const login = { email: 'bench@example.com', password: 'a long sentence for a bench' }
      const { code, stderr } = await world.command('user', 'create', '--role', 'admin', '--email', login.email, '--password', login.password)
      if (code !== 0) throw new Error(stderr)
      return login
    },
    start: (role = 'all') => world.start({}, role),
    async end() {
      await world.end()
      await warehouse.drop()
    },
  }
}

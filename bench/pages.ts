import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Orders of a page, as most platforms allow. */
export const pageSize = 250
/**
 * As many as a store can be asked for at once before the platform's rate limit is felt, which is not what is measured: 20 pages and two other calls,
 * of the 24 that may go in bulk without a wait.
 */
export const ordersOfAccount = 5_000

export interface Pages {
  url: string
  /** Makes these accounts' pages, and forgets all others. */
  prepare(accounts: readonly { number: number; orders: number }[]): Promise<void>
  stop(): void
}

/** Starts the store; it ends with this process, however that ends. */
export async function startPages(): Promise<Pages> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL('./page-server.ts', import.meta.url))], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  const [chunk] = (await once(child.stdout!, 'data')) as [Buffer]
  const url = `http://127.0.0.1:${chunk.toString().trim()}`
  return {
    url,
    async prepare(accounts) {
      await fetch(`${url}/forget`)
      for (const { number, orders } of accounts) await fetch(`${url}/prepare?account=${number}&orders=${orders}&size=${pageSize}`)
    },
    stop: () => void child.kill(),
  }
}

/** How many orders each of the accounts has when so many are spread over as few as the rate limit allows. */
export function spread(orders: number): number[] {
  const accounts = Math.ceil(orders / ordersOfAccount)
  return Array.from({ length: accounts }, (_, index) => Math.floor((orders * (index + 1)) / accounts) - Math.floor((orders * index) / accounts))
}

import { setTimeout as delay } from 'node:timers/promises'

/**
 * Waits until a condition holds, asked again and again.
 * @throws Error when it does not hold in time
 */
export async function waitFor(what: string, holds: () => boolean | Promise<boolean>, timeoutMs: number): Promise<void> {
  const end = Date.now() + timeoutMs
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}`)
    await delay(100)
  }
}

import { spawn } from 'node:child_process'
import os from 'node:os'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startSimulatedDatabase, type SimulatedDatabase } from './database.ts'
import { mutations } from './mutations.ts'
import { simulate } from './simulate.ts'

/*
 * Some seeds at each change, for the time that it has; thousands by hand: npm run simulate -- --seeds 2000
 */
const seeds = process.env['CROSSDOCK_SIMULATION_SEEDS'] ?? '200'

let place: SimulatedDatabase
beforeAll(async () => {
  // It never waits, and its time is its own: stories whose time is everybody's go first. What is begun from here has the same priority.
  os.setPriority(Math.max(os.getPriority(), os.constants.priority.PRIORITY_BELOW_NORMAL))
  place = await startSimulatedDatabase()
})
afterAll(() => place.stop())

it(`breaks no invariant in ${seeds} seeds of faults, crashes and people`, async () => {
  const { code, output } = await run('--seeds', seeds)
  expect(code, output).toBe(0)
  expect(output).toMatch(new RegExp(`^${seeds} seeds: [1-9]\\d* orders, .* [1-9]\\d* crashes; 0 seeds broke an invariant`, 'm'))
}, 1_800_000)

it('replays a seed exactly, in another process and after other seeds', async () => {
  const once = await simulate(place, 31)
  await simulate(place, 32)
  const again = await simulate(place, 31)
  expect([again.hash, again.trace]).toEqual([once.hash, once.trace])
  const { output } = await run('--seeds', '1', '--from', '31', '--verbose')
  expect(output).toContain(`seed 31 ${once.hash}`)
  expect((await simulate(place, 32)).hash).not.toBe(once.hash)
})

/** The checker must be able to fail: each of these breaks one rule on purpose. */
it.each(mutations)('notices that $name', async (mutation) => {
  for (let seed = 1; seed <= 40; seed++) {
    const { violations } = await simulate(place, seed, mutation)
    if (violations.some((violation) => mutation.breaks.test(violation))) return
  }
  expect.unreachable(`40 seeds, and nothing matched ${mutation.breaks}`)
})

function run(...args: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL('main.ts', import.meta.url)), ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
}

import type { Config } from '../config/config.ts'
import { seedDemo, type Seeded } from '../demo/seed.ts'
import { platformAddresses } from '../platforms.ts'
import { startSandbox, type Sandbox } from '../running/sandbox.ts'
import { Sentence } from '../running/sentence.ts'
import type { CommandDatabase } from './with-database.ts'

/** Seeds from the sandbox that runs, or from one that is started for as long as it takes. */
export async function runSeedDemo(config: Config, { database, signIn }: CommandDatabase): Promise<Seeded> {
  if (!config.demo) throw new Sentence('The demo is off, so its logins would be open to everybody. Set CROSSDOCK_DEMO=on to seed it all the same.')
  const sandboxes: Sandbox[] = []
  try {
    if (config.sandbox) for (const place of platformAddresses(config)) sandboxes.push(await startSandbox(place, config.dataDir, () => {}))
    return await seedDemo({ database, signIn, now: new Date() }, platformAddresses(config).map(({ address }) => address))
  } finally {
    await Promise.all(sandboxes.map((sandbox) => sandbox.stop()))
  }
}

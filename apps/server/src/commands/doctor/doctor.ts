import { everyMerchant } from '@crossdock/flows/ports'
import { seenProcesses, workState } from '@crossdock/postgres'
import type { Config } from '../../config/config.ts'
import { platformAddresses } from '../../platforms.ts'
import { keysOf } from '../load-config.ts'
import type { CommandDatabase } from '../with-database.ts'
import { databaseChecks } from './database.ts'
import { look, type Finding, type Patient } from './finding.ts'
import { keyChecks } from './keys.ts'
import { machineChecks } from './machine.ts'
import { mailChecks } from './mail.ts'
import { platformChecks } from './platforms.ts'
import { workChecks } from './work.ts'

export type { Finding }

/** Looks at everything that Crossdock depends on, and says of each what is wrong with it and what to do. */
export async function runDoctor(config: Config, { database, signIn }: Pick<CommandDatabase, 'database' | 'signIn'>): Promise<Finding[]> {
  const patient: Patient = {
    config, keys: keysOf(config), database, signIn,
    processes: await seenProcesses(database.pool),
    work: await database.transact(everyMerchant, workState),
  }
  const checks = [
    ...machineChecks(patient), ...databaseChecks(patient), ...keyChecks(patient), ...workChecks(patient), ...mailChecks(patient),
    ...platformAddresses(config).flatMap((place) => platformChecks(patient, place)),
  ]
  return Promise.all(checks.map(look))
}

export function doctorText(findings: readonly Finding[]): string {
  const lines = findings.map(({ check, ok, warning, detail }) => `${ok ? (warning ? '!' : '✓') : '✗'} ${check}: ${detail}`)
  const [wrong, warnings] = [findings.filter((each) => !each.ok).length, findings.filter((each) => each.warning).length]
  const sum = wrong === 0 && warnings === 0 ? 'All is well.' : `${wrong} wrong, ${warnings} to watch.`
  return [...lines, '', sum].join('\n')
}

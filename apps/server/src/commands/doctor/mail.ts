import { connect } from 'node:net'
import { everyMerchant } from '@crossdock/flows/ports'
import { bad, ok, warn, type Check, type Patient, type Verdict } from './finding.ts'

const patienceMs = 5_000

/** Whether alerts can leave by e-mail, where that is set up. */
export function mailChecks(patient: Patient): Check[] {
  return [{ name: 'mail', run: () => checkMail(patient) }]
}

async function checkMail({ database }: Patient): Promise<Verdict> {
  const { setting, overdue } = await database.transact(everyMerchant, async (tx) => ({
    setting: await tx.selectFrom('mail_setting').select(['enabled', 'host', 'port']).executeTakeFirst(),
    overdue: await tx.selectFrom('mail').select((eb) => eb.fn.countAll<number>().as('mails')).where('state', '=', 'waiting').where((eb) => eb('next_attempt_at', '<', eb.fn<Date>('now'))).where('attempts', '>', 0).executeTakeFirst(),
  }))
  if (!setting?.enabled) return ok('not set up; alerts stand in the inbox alone')
  const trouble = await reach(setting.host, setting.port)
  if (trouble !== null) return bad(`${setting.host}:${setting.port} cannot be reached (${trouble}): alerts do not leave by e-mail. Correct host and port in the mail settings, or the firewall, and use the test button there`)
  const waiting = Number(overdue?.mails ?? 0)
  return waiting > 0 ? warn(`${setting.host}:${setting.port} answers, but ${waiting} mails wait after a failed attempt: the mail settings show its last words`) : ok(`${setting.host}:${setting.port} answers`)
}

/** @returns why not; null when a connection was made */
function reach(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: patienceMs })
    const end = (trouble: string | null) => {
      socket.destroy()
      resolve(trouble)
    }
    socket.once('connect', () => end(null)).once('timeout', () => end('timeout')).once('error', (err: NodeJS.ErrnoException) => end(err.code ?? err.message))
  })
}

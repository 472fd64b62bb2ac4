import { aliveSeconds } from '@crossdock/postgres'
import { bad, duration, ok, warn, type Check, type Patient, type Verdict } from './finding.ts'

/** So late, work is not merely busy: nobody does it. */
const lateSeconds = { queue: 300, outbox: 900, slots: 600 }

/** Whether somebody works, and keeps up. */
export function workChecks(patient: Patient): Check[] {
  return [
    { name: 'processes', run: () => checkProcesses(patient) },
    { name: 'queue', run: () => checkQueue(patient) },
    { name: 'outbox', run: () => checkOutbox(patient) },
    { name: 'slots', run: () => checkSlots(patient) },
    { name: 'EC accounts', run: () => checkAccounts(patient) },
  ]
}

const connectedOf = ({ work }: Patient) => work.accounts.filter(({ status }) => status === 'connected' || status === 'degraded').reduce((sum, { accounts }) => sum + accounts, 0)

function checkProcesses(patient: Patient): Verdict {
  const alive = patient.processes.filter(({ silentSeconds }) => silentSeconds <= aliveSeconds)
  const workers = alive.filter(({ role }) => role !== 'api')
  if (workers.length === 0) {
    const last = patient.processes.find(({ role }) => role !== 'api')
    const said = `no worker is alive${last ? `, the last one (${last.name}) was silent for ${duration(last.silentSeconds)}` : ''}: nothing is fetched or sent. Run start --role worker`
    return connectedOf(patient) > 0 || alive.length > 0 ? bad(said) : warn(said)
  }
  const versions = new Set(alive.map(({ version }) => version))
  const said = alive.map(({ name, role, version }) => `${name} (${role}, ${version})`).join(', ')
  return versions.size > 1 ? warn(`${said}: two versions side by side; finish the update`) : ok(said)
}

function checkQueue({ work: { queue } }: Patient): Verdict {
  const waiting = queue.reduce((sum, each) => sum + each.waiting, 0)
  const oldest = Math.max(0, ...queue.map((each) => each.oldestSeconds))
  const said = waiting === 0 ? 'nothing waits' : `${waiting} jobs wait, the oldest for ${duration(oldest)} (${queue.map(({ job, waiting: count }) => `${job}: ${count}`).join(', ')})`
  return oldest > lateSeconds.queue ? bad(`${said}: workers are missing or too few; see processes above and LOG_LEVEL=debug`) : ok(said)
}

function checkOutbox({ work: { outbox, rejectedLastDay } }: Patient): Verdict {
  const open = outbox.reduce((sum, each) => sum + each.writes, 0)
  const unknown = outbox.filter(({ state }) => state === 'unknown').reduce((sum, each) => sum + each.writes, 0)
  const overdue = Math.max(0, ...outbox.map((each) => each.overdueSeconds))
  const parts = [
    open === 0 ? 'every write is settled' : `${open} writes wait, the oldest for ${duration(Math.max(...outbox.map((each) => each.oldestSeconds)))}`,
    ...(unknown > 0 ? [`${unknown} of them with an unknown outcome`] : []),
    ...(rejectedLastDay > 0 ? [`${rejectedLastDay} were refused in the last day: outbox list --state rejected`] : []),
  ].join('; ')
  if (overdue > lateSeconds.outbox) return bad(`${parts}; one has been due for ${duration(overdue)} and is not sent: see processes and the platform, then outbox list`)
  return unknown > 0 || rejectedLastDay > 0 ? warn(parts) : ok(parts)
}

function checkSlots({ work: { slots } }: Patient): Verdict {
  if (slots.due === 0) return ok('every slot that has come was served')
  const said = `${slots.due} slots have come and are not served, the oldest ${duration(slots.oldestSeconds)} ago`
  return slots.oldestSeconds > lateSeconds.slots ? bad(`${said}: no worker claims them; see processes`) : ok(said)
}

function checkAccounts({ work: { accounts } }: Patient): Verdict {
  if (accounts.length === 0) return ok('there are none yet')
  const said = accounts.map(({ platform, status, accounts: count }) => `${platform} ${status.replace('_', ' ')}: ${count}`).join(', ')
  const troubled = accounts.some(({ status }) => status === 'disconnected' || status === 'degraded')
  return troubled ? warn(`${said}; Home names those in trouble, and why`) : ok(said)
}

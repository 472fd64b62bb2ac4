import { lookup } from 'node:dns/promises'
import { connect } from 'node:tls'
import { aliveSeconds } from '@crossdock/postgres'
import { isReachable } from '../../platforms.ts'
import { bad, duration, ok, warn, type Check, type Patient, type Verdict } from './finding.ts'

const patienceMs = 5_000
const certificateDays = 14
const skewMs = 5 * 60_000

/** A platform as seen from here, and ourselves as the platform would see us. */
export function platformChecks(patient: Patient, { platform, name, address }: { platform: string; name: string; address: string }): Check[] {
  return [
    { name: `platform ${name}`, run: () => checkPlatform(address) },
    { name: `return address ${name}`, run: () => checkPublicUrl(patient, platform, name) },
  ]
}

async function checkPlatform(address: string): Promise<Verdict> {
  const { hostname, protocol, port } = new URL(address)
  try {
    await lookup(hostname.replace(/^\[|\]$/g, ''))
  } catch (err) {
    return bad(`${hostname} has no address (${(err as NodeJS.ErrnoException).code}): DNS does not know the name. Is it written right, and does this machine resolve others?`)
  }
  let answer: Response
  try {
    answer = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(patienceMs) })
    await answer.body?.cancel()
  } catch (err) {
    const code = (err as { cause?: { code?: string } }).cause?.code ?? (err as Error).name
    if (/CERT|SIGNED|TLS|SSL/.test(code)) return bad(`${address} has a certificate that cannot be trusted (${code}). The platform has to renew it, or NODE_EXTRA_CA_CERTS has to name its authority; it is never passed over`)
    return bad(`${address} does not answer (${code}). Is it running, and reachable from here?`)
  }
  const date = Date.parse(answer.headers.get('date') ?? '')
  const skew = Number.isNaN(date) ? 0 : Math.abs(date - Date.now())
  if (skew > skewMs) return warn(`${address} answers, but its clock is ${duration(skew / 1000)} away from ours: windows go by its clock, so nothing is lost; set ours by NTP`)
  if (protocol !== 'https:') return ok(`${address} answers`)
  const days = await certificateLeft(hostname, Number(port || 443))
  return days < certificateDays ? warn(`${address} answers; its certificate ends in ${Math.floor(days)} days`) : ok(`${address} answers; its certificate is good for ${Math.floor(days)} days`)
}

function certificateLeft(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, servername: host, timeout: patienceMs }, () => {
      const until = Date.parse(socket.getPeerCertificate().valid_to)
      socket.destroy()
      resolve((until - Date.now()) / 86_400_000)
    })
    socket.on('error', reject).on('timeout', () => socket.destroy(new Error('the handshake took too long')))
  })
}

async function checkPublicUrl({ config, processes }: Patient, platform: string, name: string): Promise<Verdict> {
  const publicUrl = config.publicUrl ?? `http://127.0.0.1:${config.port}`
  const said = `${publicUrl}/api/connect/${platform}/callback, as it must be registered at ${name}`
  const serves = processes.some(({ role, silentSeconds }) => role !== 'worker' && silentSeconds <= aliveSeconds)
  if (!serves) return ok(`${said}; not tried, since no api process runs`)
  try {
    const answer = await fetch(`${publicUrl}/healthz`, { redirect: 'manual', signal: AbortSignal.timeout(patienceMs) })
    const body: unknown = await answer.json().catch(() => null)
    if ((body as { status?: unknown } | null)?.status !== 'ok') return bad(`somebody else answers at ${publicUrl} (HTTP ${answer.status}): PUBLIC_URL must be the address under which browsers reach this Crossdock, and the proxy must lead here`)
  } catch (err) {
    const code = (err as { cause?: { code?: string } }).cause?.code ?? (err as Error).name
    return bad(`${publicUrl} cannot be reached from here (${code}): correct PUBLIC_URL, or the proxy in front; merchants cannot come back from ${name}`)
  }
  if (!isReachable(publicUrl, config)) return warn(`${said}; ${name} cannot reach it, so there are no webhooks: set PUBLIC_URL`)
  return publicUrl.startsWith('http:') && config.publicUrl !== null ? warn(`${said}; without https: set PUBLIC_URL to an https:// address`) : ok(said)
}

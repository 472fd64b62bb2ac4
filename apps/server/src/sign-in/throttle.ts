import type pg from 'pg'

/** By what is counted: the failures that are free, and the longest wait between tries after them. */
const account = { free: 5, longestWait: 300 }
const network = { free: 30, longestWait: 30 }

export interface SignInTry {
  email: string
  /** The caller's address as the server sees it. */
  ip: string
}

/**
 * Counts a try as failed before it is made, so that many at once do not slip past the count. From the last free one on,
 * each makes the next wait twice as long; 15 minutes without any are a fresh start.
 * @returns seconds to wait when it may not be made now, else 0
 */
export async function beginTry(pool: pg.Pool, attempt: SignInTry): Promise<number> {
  for (const { subject, free, longestWait } of subjects(attempt)) {
    const { rowCount } = await pool.query(
      `insert into sign_in_failure as f (subject, failures, last_at, blocked_until) values ($1, 1, now(), '-infinity')
       on conflict (subject) do update set
         failures = case when f.last_at < now() - interval '15 minutes' then 1 else f.failures + 1 end,
         last_at = now(),
         blocked_until = case
           when f.last_at < now() - interval '15 minutes' or f.failures + 1 < $2 then '-infinity'
           else now() + make_interval(secs => least($3, 2 ^ least(20, f.failures + 1 - $2))) end
       where f.blocked_until <= now()`,
      [subject, free, longestWait],
    )
    if (rowCount === 0) {
      const { rows } = await pool.query<{ wait: number }>('select ceil(extract(epoch from blocked_until - now()))::int as wait from sign_in_failure where subject = $1', [subject])
      return Math.max(1, rows[0]?.wait ?? 1)
    }
  }
  return 0
}

/** A right password clears the account's count and takes this one try off the network's. */
export async function forgiveTry(pool: pg.Pool, attempt: SignInTry): Promise<void> {
  const [ofAccount, ofNetwork] = subjects(attempt)
  await pool.query('delete from sign_in_failure where subject = $1', [ofAccount.subject])
  await pool.query(`update sign_in_failure set failures = greatest(0, failures - 1), blocked_until = '-infinity' where subject = $1`, [ofNetwork.subject])
}

function subjects({ email, ip }: SignInTry) {
  return [
    { subject: `account:${email.trim().toLowerCase().slice(0, 200)}`, ...account },
    { subject: `network:${networkOf(ip)}`, ...network },
  ] as const
}

/** The /24 of an IPv4 address, the /64 of an IPv6 one: what one person easily has at hand. */
export function networkOf(ip: string): string {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+)\.\d+$/.exec(ip)
  if (v4?.[1]) return `${v4[1]}.0/24`
  const [head = '', tail = ''] = ip.split('::')
  const left = head.split(':').filter(Boolean)
  const right = tail.split(':').filter(Boolean)
  const groups = ip.includes('::') ? [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right] : left
  return `${groups.slice(0, 4).map((group) => parseInt(group, 16).toString(16)).join(':')}::/64`
}

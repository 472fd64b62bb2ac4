import type pg from 'pg'

const everyMs = 3_600_000

/** What nobody can use any more: old answers, ended sessions, forgotten failures. */
const chores = [
  `delete from idempotency_key where begun_at < now() - interval '24 hours'`,
  `delete from public.request_work where at < now() - interval '25 hours'`,
  // Accounts that nobody has called for a week.
  `delete from public.call_rate where greatest(full_at, rest_until) < (extract(epoch from now())::double precision - 7 * 86400) * 1000`,
  'delete from session where expires_at < now()',
  'delete from verification where expires_at < now()',
  'delete from setup_link where expires_at < now()',
  `delete from sign_in_failure where last_at < now() - interval '1 day'`,
]

export async function cleanUp(signIn: pg.Pool): Promise<void> {
  for (const chore of chores) await signIn.query(chore)
}

/** Cleans up every hour. @returns stops it */
export function keepClean(signIn: pg.Pool, onError: (err: unknown) => void): () => void {
  const timer = setInterval(() => void cleanUp(signIn).catch(onError), everyMs)
  return () => clearInterval(timer)
}

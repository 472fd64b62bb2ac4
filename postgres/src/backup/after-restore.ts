import type pg from 'pg'

/**
 * What cannot be as it was when the backup was taken, since stores have gone on. Every write that was not settled may have
 * been carried out meanwhile: it is in doubt since then, so that it is asked for under its old key or read back, and never
 * sent blindly. Every order since is read again, since coverage went back with the rest.
 * @param openable the ids of the keys that there are; null when all that are needed are there
 */
export async function afterRestore(client: pg.ClientBase, takenAt: Date, openable: readonly string[] | null): Promise<{ accounts: number; writesInDoubt: number; newsInDoubt: number }> {
  if (openable) await giveUpSealed(client, openable)
  const doubtful = await client.query(
    `update platform_write set state = 'unknown', uncertain_since = least(uncertain_since, $1), next_attempt_at = now(), lease_until = null, lease_holder = null where state in ('planned', 'sending', 'unknown')`,
    [takenAt],
  )
  await client.query('update ec_credential set lease_until = null, lease_holder = null where lease_until is not null')
  await client.query('update fetch_run set lease_until = null, lease_holder = null where lease_until is not null')
  const newsInDoubt = await giveUpNews(client)
  await compareSoon(client)
  const { rows: [accounts] } = await client.query<{ count: number }>(`select count(*)::int as count from ec_account where connection_status = 'connected'`)
  return { accounts: accounts?.count ?? 0, writesInDoubt: doubtful.rowCount ?? 0, newsInDoubt }
}

/**
 * Mails and webhooks that waited may have gone since, and are of an older day: none goes by itself, and a person may send
 * each again. A backup from before there were any has none.
 */
async function giveUpNews(client: pg.ClientBase): Promise<number> {
  const there = async (table: string) => (await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [`public.${table}`])).rows[0]?.there === true
  let given = 0
  if (await there('mail')) {
    const words = 'A backup was restored: this waited when it was taken, and may have been sent since.'
    const { rowCount } = await client.query(`update mail set state = 'unknown', settled_at = now(), lease_until = null, lease_holder = null, answer = $1 where state in ('waiting', 'sending')`, [words])
    given += rowCount ?? 0
  }
  if (await there('notice')) {
    const words = 'A backup was restored: this waited when it was taken, and may have been delivered since. Replay it if it was not.'
    const { rowCount } = await client.query(
      `with given as (update notice set state = 'failed', attempts = attempts + 1, settled_at = now(), lease_until = null, lease_holder = null where state in ('waiting', 'sending') returning merchant_id, id, attempts)
       insert into notice_attempt (merchant_id, notice_id, number, at, status, duration_ms, error, answer) select merchant_id, id, attempts, now(), null, 0, $1, null from given on conflict do nothing`, [words])
    given += rowCount ?? 0
  }
  return given
}

/** Every connected store is compared as soon as a worker runs: it has gone on since. */
async function compareSoon(client: pg.ClientBase): Promise<void> {
  const { rows: [there] } = await client.query<{ there: boolean }>(
    `select exists (select from information_schema.columns where table_schema = 'public' and table_name = 'ec_account' and column_name = 'next_reconcile_at') as there`,
  )
  if (there?.there) await client.query(`update ec_account set next_reconcile_at = now() where connection_status = 'connected'`)
}

/** Without its key a pair is no grant: the account is disconnected, and says so, instead of failing at each call. */
async function giveUpSealed(client: pg.ClientBase, openable: readonly string[]): Promise<void> {
  const words = 'The access was sealed with a key that was not there when a backup was restored. Authorize again.'
  await client.query(
    `with lost as (
       update ec_credential set generation = generation + 1, sealed = null, key_id = null, access_expires_at = null where key_id is not null and key_id <> all($1::text[])
       returning merchant_id, ec_account_id),
     ended as (
       update ec_account a set connection_status = 'disconnected', status_since = now(), disconnect_reason = 'revoked_here', next_fetch_at = null, next_slot = null,
              degraded_since = null, trouble = jsonb_build_object('kind', 'auth', 'code', 'key_lost', 'message', $2::text)
         from lost where a.merchant_id = lost.merchant_id and a.id = lost.ec_account_id and a.connection_status = 'connected' returning a.merchant_id, a.id)
     insert into timeline (merchant_id, subject_id, id, type, actor_kind, actor_name, data)
     select merchant_id, id, new_id(), 'disconnected', 'system', 'Crossdock', jsonb_build_object('reason', 'revoked_here', 'code', 'key_lost', 'detail', $2::text) from ended`,
    [openable, words],
  )
  await client.query('delete from webhook_subscription where key_id <> all($1::text[])', [openable])
  await client.query('delete from authorization_attempt where key_id <> all($1::text[])', [openable])
  await client.query(
    `update platform_write set state = 'rejected', settled_at = now(), error_kind = 'rejected', error_code = 'key_lost', error = $2, request = request - 'sealed' - 'keyId' - 'sealedAs'
      where kind = 'revocation' and request ? 'sealed' and request ->> 'keyId' <> all($1::text[])`,
    [openable, 'The key that sealed the access is lost, so the store cannot be told. End it there.'],
  )
}

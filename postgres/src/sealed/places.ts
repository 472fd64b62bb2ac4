/**
 * Every place where a secret is kept sealed: what a backup needs keys for, what is sealed anew when a key is replaced, what
 * a doctor tries to open. A test reads the catalogue and fails for one that is missing here.
 */
export interface SealedPlace {
  /** As `SealPlace.table` of the vault. */
  table: string
  /** The columns that hold the secret and the id of its key. */
  columns: readonly string[]
  /** Every secret: merchant_id, row_id, field (as the vault binds them), sealed, key_id. */
  select: string
  /** Replaces one, if it is still the same: $1 sealed anew, $2 its key’s id, $3 merchant, $4 row, $5 field, $6 sealed so far. */
  replace: string
}

export const sealedPlaces: readonly SealedPlace[] = [
  {
    table: 'ec_credential',
    columns: ['sealed', 'key_id'],
    // Pairs that did not open when their grant was given up are bound to their account still, and wait for their key in its revocations.
    select: `select merchant_id, ec_account_id as row_id, 'pair' as field, sealed, key_id from ec_credential where sealed is not null
             union all select merchant_id, ec_account_id, 'pair', decode(request ->> 'sealed', 'base64'), request ->> 'keyId' from platform_write where kind = 'revocation' and request ->> 'sealedAs' = 'pair' and left_at is null`,
    replace: `with held as (
                update ec_credential set sealed = $1, key_id = $2 where merchant_id = $3 and ec_account_id = $4 and $5 = 'pair' and sealed = $6 returning 1),
              given_up as (
                update platform_write set request = request || jsonb_build_object('sealed', translate(encode($1, 'base64'), E'\\n', ''), 'keyId', $2::text)
                 where kind = 'revocation' and request ->> 'sealedAs' = 'pair' and merchant_id = $3 and ec_account_id = $4 and decode(request ->> 'sealed', 'base64') = $6 returning 1)
              select from held union all select from given_up`,
  },
  {
    table: 'webhook_subscription',
    columns: ['sealed_secret', 'key_id'],
    select: `select merchant_id, ec_account_id as row_id, topic as field, sealed_secret as sealed, key_id from webhook_subscription`,
    replace: `update webhook_subscription set sealed_secret = $1, key_id = $2 where merchant_id = $3 and ec_account_id = $4 and topic = $5 and sealed_secret = $6`,
  },
  {
    table: 'authorization_attempt',
    columns: ['sealed_verifier', 'key_id'],
    select: `select merchant_id, id as row_id, 'verifier' as field, sealed_verifier as sealed, key_id from authorization_attempt`,
    replace: `update authorization_attempt set sealed_verifier = $1, key_id = $2 where merchant_id = $3 and id = $4 and $5 = 'verifier' and sealed_verifier = $6`,
  },
  {
    // A planned revocation carries the refresh token that it ends. One that a person left, since its key is gone, needs none any more.
    table: 'platform_write',
    columns: ['request'],
    select: `select merchant_id, id as row_id, 'refreshToken' as field, decode(request ->> 'sealed', 'base64') as sealed, request ->> 'keyId' as key_id
               from platform_write where kind = 'revocation' and request ? 'sealed' and not request ? 'sealedAs' and left_at is null`,
    replace: `update platform_write set request = request || jsonb_build_object('sealed', translate(encode($1, 'base64'), E'\\n', ''), 'keyId', $2::text)
               where merchant_id = $3 and id = $4 and $5 = 'refreshToken' and decode(request ->> 'sealed', 'base64') = $6`,
  },
  {
    // Of the warehouse as a whole: there is one.
    table: 'mail_setting',
    columns: ['sealed_password', 'key_id'],
    select: `select '00000000-0000-0000-0000-000000000000'::uuid as merchant_id, '00000000-0000-0000-0000-000000000000'::uuid as row_id, 'password' as field, sealed_password as sealed, key_id
               from mail_setting where sealed_password is not null`,
    replace: `update mail_setting set sealed_password = $1, key_id = $2 where $3::uuid = $4::uuid and $5 = 'password' and sealed_password = $6`,
  },
  {
    // While a secret is being replaced, the old one signs too.
    table: 'notice_endpoint',
    columns: ['sealed_secret', 'key_id', 'old_sealed_secret', 'old_key_id'],
    select: `select merchant_id, id as row_id, 'secret' as field, sealed_secret as sealed, key_id from notice_endpoint
             union all select merchant_id, id, 'old_secret', old_sealed_secret, old_key_id from notice_endpoint where old_sealed_secret is not null`,
    replace: `update notice_endpoint set
                sealed_secret = case $5 when 'secret' then $1::bytea else sealed_secret end, key_id = case $5 when 'secret' then $2::text else key_id end,
                old_sealed_secret = case $5 when 'old_secret' then $1::bytea else old_sealed_secret end, old_key_id = case $5 when 'old_secret' then $2::text else old_key_id end
               where merchant_id = $3 and id = $4 and case $5 when 'secret' then sealed_secret when 'old_secret' then old_sealed_secret end = $6`,
  },
]

import type pg from 'pg'

/** A table as far as it matters to whoever spreads merchants over several servers. */
interface TableFacts {
  name: string
  /** The table that this one is a part of. */
  part_of: string | null
  persistent: boolean
  /** What its merchant_id is declared as. */
  merchant: string | null
  forced: boolean
  keyed: boolean
  triggers: string[]
}
interface UniqueFacts { name: string; table: string; columns: (string | null)[] }
interface ReferenceFacts { name: string; table: string; target: string; columns: string[]; targets: string[]; sets: boolean; definition: string }

export interface Catalogue {
  tables: TableFacts[]
  uniques: UniqueFacts[]
  references: ReferenceFacts[]
}

/** What merchants themselves are known by is unique in the whole warehouse; so every server has a copy of this table. */
export const copied: Readonly<Record<string, string>> = {
  merchant: 'its code and name are unique among all merchants; it is small and seldom changed',
  shipping_type: 'the warehouse’s own list, the same for all merchants; tenant rows name its code',
}

/** Tables that are nobody's rows, and why they may be: whoever adds one says so here. */
export const nobodys: Readonly<Record<string, string>> = {
  alert_round: 'one row: when conditions were last looked for',
  call_rate: 'unlogged, worthless after seconds; names an account and tells nothing of it',
  mail_setting: 'one row: the warehouse’s mail server',
  process_heartbeat: 'which processes live',
  request_work: 'requests by their key, for a day; names no merchant’s goods',
  schema_migration: 'which migrations ran',
  shop_binding: 'one shop belongs to one account, whoever it is of: this must be unique among all merchants',
  system_trouble: 'trouble of our own: a client secret, a key',
}

/** Sign-in and the queue: no rows of merchants, read by roles of their own. What they refer to is looked at all the same. */
const apart = ['auth', 'pgboss']

/** @param client in a transaction or not: what it sees is what is looked at */
export async function readCatalogue(client: pg.ClientBase): Promise<Catalogue> {
  const ask = async <Row extends pg.QueryResultRow>(text: string) => (await client.query<Row>(text, [apart])).rows
  const ours = `n.nspname not in ('information_schema') and n.nspname !~ '^pg_' and n.nspname <> all ($1::text[])`
  const columns = (numbers: string, table: string) => `array(select a.attname::text from unnest(${numbers}) with ordinality as part (number, place) left join pg_attribute a on a.attrelid = ${table} and a.attnum = part.number and part.number > 0 order by place)`
  return {
    tables: await ask<TableFacts>(`
      select c.oid::regclass::text as name, (select inhparent::regclass::text from pg_inherits where inhrelid = c.oid) as part_of, c.relpersistence = 'p' as persistent,
             (select format_type(atttypid, atttypmod) || case when attnotnull then ' not null' else '' end from pg_attribute where attrelid = c.oid and attname = 'merchant_id' and not attisdropped) as merchant,
             c.relrowsecurity and c.relforcerowsecurity as forced, exists (select from pg_index where indrelid = c.oid and indisprimary) as keyed,
             array(select tgname::text from pg_trigger where tgrelid = c.oid and not tgisinternal order by 1) as triggers
        from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and ${ours} order by 1`),
    uniques: await ask<UniqueFacts>(`
      select i.indexrelid::regclass::text as name, i.indrelid::regclass::text as table, ${columns('(i.indkey::int2[])[0 : i.indnkeyatts - 1]', 'i.indrelid')} as columns
        from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace where (i.indisunique or i.indisexclusion) and ${ours} order by 1`),
    references: await ask<ReferenceFacts>(`
      select k.conname as name, k.conrelid::regclass::text as table, k.confrelid::regclass::text as target, ${columns('k.conkey', 'k.conrelid')} as columns, ${columns('k.confkey', 'k.confrelid')} as targets,
             k.confdeltype in ('n', 'd') or k.confupdtype in ('n', 'd') as sets, pg_get_constraintdef(k.oid) as definition
        from pg_constraint k join pg_class c on c.oid = k.confrelid join pg_namespace n on n.oid = c.relnamespace where k.contype = 'f' and k.conparentid = 0 and ${ours} order by 2, 1`),
  }
}

/** Rows of merchants: whatever has a merchant_id or is under row-level security, so that no new table is forgotten. */
const isTenants = (table: TableFacts) => table.merchant !== null || table.forced

/** What keeps merchants from being spread over several servers, each with its name. @returns none when nothing does */
export function hindrances({ tables, uniques, references }: Catalogue): string[] {
  const tenants = new Set(tables.filter((table) => isTenants(table) && !(table.name in copied)).map((table) => table.name))
  const found: string[] = []
  for (const { name, merchant, forced, keyed, persistent } of tables) {
    if (!tenants.has(name)) {
      if (!(name in copied) && !(name in nobodys)) found.push(`table ${name}: has no merchant_id, and nobody says why`)
      continue
    }
    if (merchant !== 'uuid not null') found.push(`table ${name}: merchant_id is ${merchant ?? 'not there'} in place of uuid not null`)
    if (!forced) found.push(`table ${name}: row-level security is not forced`)
    if (!keyed) found.push(`table ${name}: has no primary key`)
    if (!persistent) found.push(`table ${name}: is unlogged or temporary`)
  }
  for (const { name, table, columns } of uniques) if (tenants.has(table) && columns[0] !== 'merchant_id') found.push(`unique index ${name} of ${table}: merchant_id is not its first column`)
  for (const { name, table, target, columns, targets, sets } of references) {
    const what = `foreign key ${name} of ${table}`
    if (tenants.has(target)) {
      if (!tenants.has(table)) found.push(`${what}: refers to rows of merchants, and is none itself`)
      else if (!columns.some((column, place) => column === 'merchant_id' && targets[place] === 'merchant_id')) found.push(`${what}: does not pair merchant_id with merchant_id`)
      else if (sets) found.push(`${what}: would set merchant_id to nothing`)
    } else if (tenants.has(table) && !(target in copied)) found.push(`${what}: refers to ${target}, of which only one server has the rows`)
  }
  return found
}

/**
 * What is typed into Citus to spread the merchants: copies first, then each table behind those that it refers to. Parts follow their table.
 * References are taken off and put on again, since there may be none between a table that is spread and one that is not yet.
 * @throws when tables refer to each other in a circle
 */
export function citusCommands({ tables, references }: Catalogue): string[] {
  const spread = inOrder(tables.filter((table) => isTenants(table) && table.part_of === null && !(table.name in copied)).map((table) => table.name), references)
  const own = `(current_setting('app.merchant', true) = 'all' or merchant_id::text = current_setting('app.merchant', true))`
  const triggered = tables.filter((table) => isTenants(table) && table.triggers.length > 0).map(({ name, triggers }) => `${name} (${triggers.join(', ')})`)
  return [
    '-- 0. Before: Citus on every server, and all of them known to the first one, itself among them, or the references from auth to what is copied are refused. By their addresses:',
    `--   create extension citus; select citus_set_coordinator_host('first.internal', 5432); select citus_add_node('second.internal', 5432);`, '',
    '-- 1. The policies without their subqueries, which Citus does not take in a policy; also those of the months to come.',
    'create or replace function force_tenancy(tenant_table regclass) returns void language plpgsql as $function$', 'begin',
    `  execute format('alter table %s enable row level security', tenant_table);`, `  execute format('alter table %s force row level security', tenant_table);`,
    `  execute format('drop policy if exists own_merchant on %s', tenant_table);`, `  execute format($policy$create policy own_merchant on %s using ${own}$policy$, tenant_table);`,
    'end', '$function$;', ...tables.filter((table) => table.forced && table.part_of === null).map(({ name }) => `select force_tenancy('${name}');`),
    `select force_tenancy(oid::regclass) from pg_class where relnamespace = 'parts'::regnamespace and relkind = 'r';`, '',
    '-- 2. References, off.', ...references.map(({ name, table }) => `alter table ${table} drop constraint ${name};`), '',
    '-- 3. A copy on every server.', ...Object.entries(copied).map(([name, why]) => `select create_reference_table('${name}'); -- ${why}`), '',
    '-- 4. By merchant, all side by side.', `-- These triggers touch rows of the same merchant only: ${triggered.join('; ')}.`,
    'set citus.enable_unsafe_triggers = on;', ...spread.map((name, place) => `select create_distributed_table('${name}', 'merchant_id', colocate_with => '${place === 0 ? 'none' : spread[0]}');`), '',
    '-- 5. References, on again.', ...references.map(({ name, table, definition }) => `alter table ${table} add constraint ${name} ${definition};`), '',
    '-- These stay where they are:', ...Object.entries(nobodys).map(([name, why]) => `--   ${name}: ${why}`), `--   the schemas ${apart.join(' and ')}: sign-in and the queue`,
  ]
}

function inOrder(names: readonly string[], references: readonly ReferenceFacts[]): string[] {
  const waiting = [...names]
  const placed: string[] = []
  while (waiting.length > 0) {
    const next = waiting.findIndex((name) => references.every((each) => each.table !== name || each.target === name || !waiting.includes(each.target)))
    if (next < 0) throw new Error(`These tables refer to each other in a circle: ${waiting.join(', ')}`)
    placed.push(...waiting.splice(next, 1))
  }
  return placed
}

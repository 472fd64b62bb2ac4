import type pg from 'pg'
import { fullName, leftOut, type BackupManifest, type TableOfBackup } from './format.ts'

/** Every table of ours that a backup keeps, each behind those that it refers to. The queue's are not: jobs are rebuilt from the rows. */
export async function tablesInOrder(client: pg.ClientBase): Promise<TableOfBackup[]> {
  const { rows } = await client.query<TableOfBackup & { refers_to: string[] }>(`
    select n.nspname as schema, c.relname as name,
           (select coalesce(array_agg(a.attname::text order by a.attnum), '{}') from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
           (select coalesce(array_agg(distinct rn.nspname || '.' || r.relname), '{}') from pg_constraint f join pg_class r on r.oid = f.confrelid join pg_namespace rn on rn.oid = r.relnamespace
             where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as refers_to
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('public', 'auth') and c.relkind in ('r', 'p') and not c.relispartition order by 1, 2`)
  const waiting = rows.filter((row) => !leftOut.has(fullName(row)))
  const placed = new Set(leftOut)
  const ordered: TableOfBackup[] = []
  while (waiting.length > 0) {
    const next = waiting.findIndex((row) => row.refers_to.every((other) => placed.has(other)))
    if (next < 0) throw new Error(`these tables refer to each other in a circle: ${waiting.map(fullName).join(', ')}`)
    const { schema, name, columns } = waiting.splice(next, 1)[0]!
    placed.add(`${schema}.${name}`)
    ordered.push({ schema, name, columns })
  }
  return ordered
}

export async function sequences(client: pg.ClientBase): Promise<BackupManifest['sequences']> {
  const { rows } = await client.query<{ schema: string; name: string; value: number | null }>(
    `select schemaname as schema, sequencename as name, last_value as value from pg_sequences where schemaname in ('public', 'auth') order by 1, 2`,
  )
  return rows.map(({ schema, name, value }) => ({ schema, name, value: Number(value ?? 1), called: value !== null }))
}

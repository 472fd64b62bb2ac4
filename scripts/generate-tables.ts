/**
 * Writes postgres/src/tables.ts, the shape of every table, from a freshly migrated database.
 * Run: npm run crossdock-tables (Node 24)
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startEmbedded } from '@crossdock/postgres/embedded'
import { migrate } from '@crossdock/postgres'
import pg from 'pg'

const types: Record<string, string> = {
  uuid: 'string', text: 'string', bool: 'boolean', int4: 'number', int8: 'number', timestamptz: 'Date', date: 'string',
  json: 'unknown', jsonb: 'unknown', bytea: 'Buffer', _text: 'string[]', _uuid: 'string[]',
}
const pascal = (name: string) => name.replace(/(^|_)(\w)/g, (_, __, letter: string) => letter.toUpperCase())

const home = mkdtempSync(join(tmpdir(), 'crossdock-tables-'))
const postgres = await startEmbedded({ dataDir: home, database: 'tables', log: () => {} })
await migrate({ url: postgres.url })
const client = new pg.Client({ connectionString: postgres.url })
await client.connect()
const { rows } = await client.query<{ table: string; column: string; type: string; nullable: boolean; has_default: boolean }>(`
  select c.table_name as table, c.column_name as column, c.udt_name as type, c.is_nullable = 'YES' as nullable, c.column_default is not null as has_default
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
   where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.table_name <> 'schema_migration'
   order by c.table_name, c.ordinal_position`)
await client.end()
await postgres.stop()
rmSync(home, { recursive: true, force: true })

const tables = Map.groupBy(rows, (row) => row.table)
let source = "// Generated from the migrations by scripts/generate-tables.ts; not edited by hand.\nimport type { Generated } from 'kysely'\n"
for (const [table, columns] of tables) {
  source += `\nexport interface ${pascal(table)}Table {\n`
  for (const column of columns) {
    const type = (types[column.type] ?? 'unknown') + (column.nullable && types[column.type] !== 'unknown' ? ' | null' : '')
    source += `  ${column.column}: ${column.has_default ? `Generated<${type}>` : type}\n`
  }
  source += '}\n'
}
source += `\nexport interface Tables {\n${[...tables.keys()].map((table) => `  ${table}: ${pascal(table)}Table`).join('\n')}\n}\n`
writeFileSync(fileURLToPath(new URL('../postgres/src/tables.ts', import.meta.url)), source)

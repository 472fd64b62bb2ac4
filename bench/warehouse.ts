import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { newId } from '@crossdock/domain'
import type { Needs } from '@crossdock/flows/ports'
import { connect, migrate, startQueue, type Database, type Queue } from '@crossdock/postgres'
import { startEmbedded } from '@crossdock/postgres/embedded'
import pg from 'pg'
import { connectorsOf, needsOf } from './needs.ts'
import { skuCount, skuOf } from './orders.ts'

interface BenchServer {
  url: string
  version: string
  stop(): Promise<void>
}

const template = 'bench_template'
let server: Promise<BenchServer> | undefined

/** A PostgreSQL of the benches' own, with the settings of the product, fsync on; the same for all benches of this process. */
function theServer(): Promise<BenchServer> {
  server ??= startServer()
  return server
}

/** The version of the PostgreSQL that benches use; null while none has. */
export async function serverVersion(): Promise<string | null> {
  return (await server)?.version ?? null
}

export async function stopServer(): Promise<void> {
  const started = await server
  server = undefined
  await started?.stop()
}

async function startServer(): Promise<BenchServer> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'crossdock-bench-'))
  const postgres = await startEmbedded({ dataDir, database: 'postgres', log: () => {}, settings: { shared_preload_libraries: 'pg_stat_statements' } })
  await once(postgres.url, `create database ${template}`)
  await migrate({ url: urlOf(postgres.url, template) })
  await once(urlOf(postgres.url, template), 'create extension pg_stat_statements')
  return {
    url: postgres.url, version: (await once(postgres.url, 'show server_version')).rows[0].server_version as string,
    async stop() {
      await postgres.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

const urlOf = (url: string, database: string) => url.replace('/postgres?', `/${database}?`)

/** A connected account of a merchant of its own. */
export interface BenchAccount {
  number: number
  merchantId: string
  channelId: string
  id: string
  /** Their ids by SKU. */
  products: ReadonlyMap<string, string>
}

export interface BenchWarehouse {
  url: string
  database: Database
  /** As a process that has just started has them: with the whole of each platform's rate limit before it. */
  needs(): Needs
  /** Adds a merchant with products, plenty of stock and a connected account. */
  addAccount(): Promise<BenchAccount>
  /** Adds another merchant, whose store answers with the same pages as this account's. */
  addTwin(of: BenchAccount): Promise<BenchAccount>
  /** Statistics are gathered and what was changed is on disk, so that neither falls into what is measured next. */
  settle(): Promise<void>
  /** As the owner of the database, whom row-level security does not bind. */
  sql: pg.Client
  drop(): Promise<void>
}

/** A fresh database, as the product makes it. */
export async function openWarehouse(storeUrl: string): Promise<BenchWarehouse> {
  const { url: serverUrl } = await theServer()
  const name = `bench_${newId().replaceAll('-', '')}`
  await once(serverUrl, `create database ${name} template ${template}`)
  const url = urlOf(serverUrl, name)
  const database = connect({ url, applicationName: 'bench', maxConnections: 12 })
  const queue: Queue = await startQueue({ url, works: false, onError: () => {} })
  const { needs, calls } = needsOf({ database, queue, storeUrl, worker: 'bench' })
  const sql = new pg.Client({ connectionString: url })
  await sql.connect()
  let accounts = 0
  return {
    url, database, sql,
    needs: () => ({ ...needs, connectors: connectorsOf(storeUrl) }),
    addAccount: () => addAccount(sql, accounts++),
    addTwin: ({ number }) => addAccount(sql, number, `TWIN${number}`),
    async settle() {
      await sql.query('analyze')
      await sql.query('checkpoint')
    },
    async drop() {
      await queue.stop(1_000)
      await calls.close()
      await database.close()
      await sql.end()
      await once(serverUrl, `drop database ${name} with (force)`)
    },
  }
}

/** @param sql as the owner */
export async function addAccount(sql: pg.Client, number: number, code = `M${number}`): Promise<BenchAccount> {
  const [merchantId, channelId, id] = [newId(), newId(), newId()]
  await sql.query(`select set_config('app.merchant', 'all', false)`)
  await sql.query(`insert into shipping_type (code, name_en, name_zh, carrier, temperature, delivery, collects_cash, preset, enabled)
    values ('tcat', 'T-Cat', '黑貓', 'T-Cat', 'ambient', 'home', true, true, true) on conflict (code) do update set enabled = true`)
  await sql.query('insert into merchant (merchant_id, code, name) values ($1, $2, $2)', [merchantId, code])
  await sql.query(`insert into sales_channel (merchant_id, id, name) values ($1, $2, '官網')`, [merchantId, channelId])
  await sql.query(`insert into ec_account (merchant_id, id, platform, display_name, sales_channel_id, connection_status, shop_id, shop_title, connected_at, first_connected_at)
    values ($1, $2, 'liteshop', $3, $4, 'connected', $5, $3, now(), now())`, [merchantId, id, `Account ${number}`, channelId, `shop-${number}`])
  await sql.query(`insert into ec_credential (merchant_id, ec_account_id, generation, grant_id, sealed, key_id, access_expires_at)
    values ($1, $2, 1, $3, $4, 'bench', now() + interval '1 day')`, [merchantId, id, newId(), Buffer.from(JSON.stringify({ accessToken: String(number), refreshToken: 'r' }))])
  await sql.query(`insert into shipping_type_mapping (merchant_id, ec_account_id, platform_code, shipping_type_code) values ($1, $2, 'homedelivery', 'tcat')`, [merchantId, id])
  const products = new Map(Array.from({ length: skuCount }, (_, index) => [skuOf(index), newId()]))
  await sql.query(`with made as (insert into product (merchant_id, id, sku, name) select $1, p.id, p.sku, p.sku from unnest($2::text[], $3::uuid[]) as p (sku, id) returning id)
    insert into stock (merchant_id, product_id, on_hand) select $1, id, 10000000 from made`, [merchantId, [...products.keys()], [...products.values()]])
  return { number, merchantId, channelId, id, products }
}

async function once(url: string, statement: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const answer = await client.query(statement)
  await client.end()
  return answer
}

import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { partnerApi } from './api/api.ts'
import { invalid, sendProblem } from './api/problem.ts'
import type { Context, Settings } from './context.ts'
import type { Control } from './control/control.ts'
import { createControl } from './control/control.ts'
import { controlRoutes } from './control/control-routes.ts'
import { keepJournal } from './control/journal.ts'
import type { FireDrill } from './faults/fire-drill.ts'
import { createFireDrill } from './faults/fire-drill.ts'
import { breakConnections, strikeCalls } from './faults/strike-calls.ts'
import { authorizeRoutes } from './oauth/authorize-routes.ts'
import { endExpiredGrants } from './oauth/grants.ts'
import { tokenRoutes } from './oauth/token-routes.ts'
import { accountRoutes } from './pages/account-routes.ts'
import { faultPageRoutes } from './pages/fault-routes.ts'
import { orderPageRoutes } from './pages/order-routes.ts'
import { sendMissing } from './pages/shop-frame.ts'
import { shopRoutes } from './pages/shop-routes.ts'
import { userOf } from './pages/session.ts'
import { isEmpty, seed } from './seed/seed.ts'
import { openDatabase } from './store/sqlite.ts'
import { deliverDue } from './webhooks/deliveries.ts'

export interface LiteshopOptions {
  /** Any free port unless given. */
  port?: number
  /** 127.0.0.1 unless given. */
  host?: string
  /** Where the state is kept (SQLite); in memory unless given. */
  dataFile?: string
  /** `crossdock` unless given. */
  clientId?: string
  /** `crossdock-sandbox-secret` unless given. */
  clientSecret?: string
  /** Exact matches; any loopback address unless given. */
  redirectUris?: string[]
  /** Fills an empty store; true unless given. */
  seed?: boolean
  /** Milliseconds since 1970; the machine's clock unless given. */
  now?: () => number
  /** How slow answers of the fire drill wait: milliseconds, until the signal is aborted. Real time unless given. */
  wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** Where partners find this server; its own address unless given. */
  publicUrl?: string
}

export interface Liteshop {
  url: string
  control: Control
  close(): Promise<void>
}

const tick = 250

/** Starts a sandbox store and answers once it takes requests. Rejects when the port is taken or the data file cannot be opened. */
export async function startLiteshop(options: LiteshopOptions = {}): Promise<Liteshop> {
  const db = openDatabase(options.dataFile)
  const settings: Settings = {
    clientId: options.clientId ?? 'crossdock',
    clientSecret: options.clientSecret ?? 'crossdock-sandbox-secret',
    redirectUris: options.redirectUris,
    publicUrl: options.publicUrl?.replace(/\/+$/, '') ?? ''
  }
  const ending = new AbortController()
  let delivering: Promise<unknown> | undefined
  let wanted = false
  const ctx: Context = {
    db,
    now: options.now ?? Date.now,
    settings,
    wakeDeliveries: () => {
      wanted = true
    },
    ending: ending.signal,
    wait: options.wait ?? (async (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal, ref: false })),
    get faults() {
      return drill
    }
  }
  const drill: FireDrill = createFireDrill(ctx)
  const deliver = () => {
    if (delivering) return
    wanted = false
    delivering = deliverDue(ctx).finally(() => {
      delivering = undefined
    })
  }
  if (options.seed !== false && isEmpty(ctx)) seed(ctx)

  const control = createControl(ctx, drill.board)
  const app = buildServer(ctx, control, drill)
  let url: string
  try {
    url = await app.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' })
  } catch (err) {
    db.close()
    throw err
  }
  settings.publicUrl ||= url
  // A test that brings its own clock also says when deliveries are made.
  let ticks = 0
  const timer = options.now ? undefined : setInterval(() => {
    if (wanted || ticks++ % 4 === 0) deliver()
    if (ticks % 240 === 1) endExpiredGrants(ctx)
  }, tick)

  return {
    url,
    control,
    async close() {
      clearInterval(timer)
      ending.abort()
      await app.close()
      await delivering
      db.close()
    }
  }
}

function buildServer(ctx: Context, control: Control, drill: FireDrill): FastifyInstance {
  const app = Fastify({
    forceCloseConnections: true,
    bodyLimit: 4 * 1024 * 1024,
    // Addresses that cannot even be routed, such as a broken percent escape.
    frameworkErrors: (_err, _request, reply) => void sendProblem(reply, invalid('The address cannot be read.'))
  })
  // By its clock, also where that is not the machine's.
  app.addHook('onRequest', (_request, reply, done) => done(void reply.header('date', new Date(ctx.now()).toUTCString())))
  strikeCalls(app, ctx, drill.board)
  const onAdmitted = keepJournal(app, ctx)
  breakConnections(app)
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => done(null, new URLSearchParams(String(body))))
  app.setNotFoundHandler((request, reply) => sendMissing(request, reply, userOf(ctx, request)))

  for (const [path, type] of [['liteshop.css', 'text/css; charset=utf-8'], ['liteshop.svg', 'image/svg+xml']] as const) {
    const content = readFileSync(new URL(`./pages/${path}`, import.meta.url))
    app.get(`/${path}`, (_request, reply) => reply.header('cache-control', 'max-age=300').type(type).send(content))
  }
  app.register(async (oauth) => tokenRoutes(oauth, ctx))
  app.register(async (pages) => {
    accountRoutes(pages, ctx)
    authorizeRoutes(pages, ctx)
    shopRoutes(pages, ctx)
    orderPageRoutes(pages, ctx)
    faultPageRoutes(pages, ctx, drill.board)
  })
  app.register(async (api) => partnerApi(api, ctx, onAdmitted), { prefix: '/api/v1' })
  app.register(async (sandbox) => controlRoutes(sandbox, control), { prefix: '/_sandbox' })
  return app
}

import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { shopOfCall } from '../api/access.ts'
import type { Context } from '../context.ts'
import { shopOfCode } from '../oauth/codes.ts'
import { shopOfToken } from '../oauth/grants.ts'
import type { Answer, Strike } from './fault.ts'
import type { Route } from './route-names.ts'
import { textOf } from './settings.ts'
import { keepStruck, note, struckOf } from './struck.ts'
import type { StruckCall } from './struck.ts'
import type { Switch, Switchboard } from './switchboard.ts'

const routeNames: Record<string, Route> = {
  'GET /api/v1/shop': 'shop', 'GET /api/v1/shipping_methods': 'shipping_methods', 'GET /api/v1/orders': 'orders.list', 'GET /api/v1/orders/count': 'orders.count',
  'GET /api/v1/orders/:orderId': 'orders.get', 'GET /api/v1/orders/:orderId/fulfillments': 'fulfillments.list', 'POST /api/v1/orders/:orderId/fulfillments': 'fulfillments.create',
  'GET /api/v1/inventory/levels': 'levels', 'PUT /api/v1/inventory/levels': 'stock.set', 'POST /api/v1/inventory/adjustments': 'stock.adjust',
  'GET /api/v1/webhooks': 'webhooks.list', 'POST /api/v1/webhooks': 'webhooks.create', 'DELETE /api/v1/webhooks/:webhookId': 'webhooks.delete',
  'POST /oauth/revoke': 'revoke', 'GET /.well-known/oauth-authorization-server': 'metadata'
}

/** Lets the faults that are on strike the calls of partners. To be set up before the journal, which writes down what became of a call. */
export function strikeCalls(app: FastifyInstance, ctx: Context, board: Switchboard): void {
  app.addHook('preHandler', (request, reply, done) => {
    if (board.quiet) return done()
    const route = routeOf(request)
    if (route === undefined) return done()
    const call = chooseFor(ctx, board, request, route)
    for (const { one, strike } of call.chosen) {
      if (one.fault.before?.(strike) && board.strike(one)) note(call, one.fault)
      if (!one.fault.instead || isApplied(one)) continue
      const answer = one.fault.instead(strike)
      if (!answer || !board.strike(one)) continue
      note(call, one.fault)
      call.instead = answer
      lay(call, reply, answer)
      return void reply.send(answer.body)
    }
    done()
  })

  app.addHook<unknown>('onSend', (request, reply, payload, done) => {
    const call = struckOf(request)
    if (!call || call.instead || payload instanceof Readable) return done(null, payload)
    call.workStatus = reply.statusCode
    let answer: Answer = { status: reply.statusCode, headers: {}, body: typeof payload === 'string' ? payload : '' }
    let isChanged = false
    for (const { one, strike } of call.chosen) {
      if (typeof answer.body !== 'string') break
      const wanted = one.fault.after ? one.fault.after(strike, { ...answer, body: answer.body }) : isApplied(one) ? one.fault.instead?.(strike) : undefined
      // What laid hands on the request has struck already.
      if (!wanted || !(call.faults.includes(one.fault.id) || board.strike(one))) continue
      note(call, one.fault)
      answer = wanted
      isChanged = true
    }
    if (!isChanged) return done(null, payload)
    lay(call, reply, answer)
    done(null, answer.body)
  })
}

/** Breaks the connections of calls whose answers are lost; to be set up after the journal. */
export function breakConnections(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const call = struckOf(request)
    if (call?.reset) request.raw.socket.destroy()
    else if (call?.closeAfter) reply.raw.once('finish', () => request.raw.socket.destroy())
    done(null, payload)
  })
}

function lay(call: StruckCall, reply: FastifyReply, answer: Answer): void {
  call.reset = answer.reset === true
  call.closeAfter = answer.closeAfter === true
  reply.status(answer.status).headers(answer.headers)
}

function isApplied({ ready }: Switch): boolean {
  return ready.settings['applied'] !== undefined && textOf(ready.settings, 'applied') === 'yes'
}

function chooseFor(ctx: Context, board: Switchboard, request: FastifyRequest, route: Route): StruckCall {
  const shopId = shopOf(ctx, request, route)
  const { orderId } = request.params as { orderId?: string }
  const concerns = ({ ready, fault }: Switch) => fault.item === undefined && (ready.order === null || (orderId === undefined ? ready.settings['position'] !== undefined : ready.order === orderId))
  const chosen = board.choose(route, shopId, concerns).map((one): { one: Switch; strike: Strike } => (
    { one, strike: { ctx, route, shopId, order: one.ready.order, settings: one.ready.settings, request } }))
  const call: StruckCall = { route, shopId, chosen, faults: [], instead: undefined, workStatus: null, reset: false, closeAfter: false }
  keepStruck(request, call)
  return call
}

function routeOf(request: FastifyRequest): Route | undefined {
  const path = request.routeOptions.url ?? ''
  if (path === '/oauth/token' && request.method === 'POST') {
    return formOf(request).get('grant_type') === 'refresh_token' ? 'token.refresh' : 'token.exchange'
  }
  return routeNames[`${request.method === 'HEAD' ? 'GET' : request.method} ${path}`]
}

function shopOf(ctx: Context, request: FastifyRequest, route: Route): string | null {
  const form = formOf(request)
  const found = route === 'token.exchange' ? shopOfCode(ctx, form.get('code') ?? '')
    : route === 'token.refresh' ? shopOfToken(ctx, form.get('refresh_token') ?? '')
      : route === 'revoke' ? shopOfToken(ctx, form.get('token') ?? '')
        : shopOfCall(request)
  return found ?? null
}

function formOf(request: FastifyRequest): URLSearchParams {
  return request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
}

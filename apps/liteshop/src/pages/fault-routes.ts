import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { findFault } from '../faults/catalogue.ts'
import type { Switchboard } from '../faults/switchboard.ts'
import type { FaultWish } from '../faults/wish.ts'
import { ShopFailure } from '../shop/failures.ts'
import type { User } from '../shop/shops.ts'
import { formOf, refuseForm, sendLogin } from './account-routes.ts'
import { drawFaultForm, drawPanel } from './fault-pages.ts'
import { html } from './html.ts'
import { notice, sendPage, wordsOf } from './layout.ts'
import { isOwnForm, userOf } from './session.ts'
import { sendMissing } from './shop-frame.ts'

/** The fire drill: open to every shop-keeper of this sandbox, for all of its shops. */
export function faultPageRoutes(app: FastifyInstance, ctx: Context, board: Switchboard): void {
  app.get('/faults', (request, reply) => {
    const user = userOf(ctx, request)
    if (!user) return sendLogin(ctx, request, reply, { next: request.url })
    const { language, t } = wordsOf(request)
    const done = queryOf(request).get('done')
    const body = html`${(done === 'on' || done === 'off') && notice('good', t(`done_${done}`))}${drawPanel({ ctx, language, t }, board.list())}`
    return sendPage(request, reply, { title: t('fireDrill'), body, user, width: 'wide' })
  })

  app.get('/faults/new', (request, reply) => {
    const user = userOf(ctx, request)
    if (!user) return sendLogin(ctx, request, reply, { next: request.url })
    return sendForm(ctx, request, reply, user, queryOf(request))
  })

  const act = (path: string, work: (request: FastifyRequest, form: URLSearchParams) => 'on' | 'off') => app.post(path, (request, reply) => {
    if (!isOwnForm(request)) return refuseForm(request, reply)
    const user = userOf(ctx, request)
    if (!user) return reply.redirect('/faults', 303)
    const form = formOf(request)
    try {
      return reply.redirect(`/faults?done=${work(request, form)}`, 303)
    } catch (err) {
      if (!(err instanceof ShopFailure)) throw err
      return sendForm(ctx, request, reply, user, form, err.message)
    }
  })
  act('/faults', (_request, form) => {
    board.switchOn(readForm(form))
    return 'on'
  })
  act('/faults/clear', () => {
    board.clear()
    return 'off'
  })
  act('/faults/:faultId/off', (request) => {
    board.switchOff((request.params as { faultId: string }).faultId)
    return 'off'
  })
}

function sendForm(ctx: Context, request: FastifyRequest, reply: FastifyReply, user: User, filled: URLSearchParams, refused?: string): FastifyReply {
  const fault = findFault(filled.get('fault') ?? '')
  if (!fault) return sendMissing(request, reply, user)
  const { language, t } = wordsOf(request)
  const body = html`${refused !== undefined && notice('bad', t('refused_fault', { detail: refused }))}${drawFaultForm({ ctx, language, t }, fault, filled)}`
  return sendPage(request, reply, { title: t('setUpTitle', { fault: fault.id }), body, user, width: 'wide', status: refused === undefined ? 200 : 422 })
}

function readForm(form: URLSearchParams): FaultWish {
  const figure = (name: string) => {
    const text = form.get(name)?.trim()
    return text ? Number(text) : undefined
  }
  const isTimed = form.has('every')
  const settings = [...form].filter(([name]) => name.startsWith('setting.')).map(([name, value]) => [name.slice('setting.'.length), value])
  return {
    fault: form.get('fault') ?? '',
    shop: form.get('shop'),
    order: form.get('order')?.trim(),
    ...(isTimed ? { routes: form.getAll('route') } : {}),
    settings: Object.fromEntries(settings) as Record<string, string>,
    times: isTimed ? (figure('times') ?? null) : undefined,
    seconds: figure('seconds'),
    after: figure('after'),
    every: figure('every'),
    probability: figure('probability'),
    seed: form.get('seed') ?? undefined
  }
}

function queryOf(request: FastifyRequest): URLSearchParams {
  return new URL(request.url, 'http://localhost').searchParams
}

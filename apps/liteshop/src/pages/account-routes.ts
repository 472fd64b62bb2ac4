import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { findUser, listUsers } from '../shop/shops.ts'
import { equalSecrets } from '../store/secrets.ts'
import { cookie } from './cookies.ts'
import { html } from './html.ts'
import { hiddenFields, notice, sendPage, wordsOf } from './layout.ts'
import { endSession, isOwnForm, sessionCookie, sessionLife, startSession } from './session.ts'

/** Logging in and out; `next` is where one goes afterwards, always a path of this server. */
export function accountRoutes(app: FastifyInstance, ctx: Context): void {
  app.post('/login', (request, reply) => {
    const form = formOf(request)
    const next = safePath(form.get('next'))
    const user = findUser(ctx, form.get('email') ?? '')
    if (!isOwnForm(request)) return refuseForm(request, reply)
    if (!user || !equalSecrets(form.get('password') ?? '', user.password)) {
      return sendLogin(ctx, request, reply, { next, partner: form.get('partner') ?? undefined, email: form.get('email') ?? '', failed: true })
    }
    reply.header('set-cookie', cookie(sessionCookie, startSession(ctx, user), sessionLife / 1000))
    return reply.redirect(next, 303)
  })

  app.post('/logout', (request, reply) => {
    if (!isOwnForm(request)) return refuseForm(request, reply)
    endSession(ctx, request)
    reply.header('set-cookie', cookie(sessionCookie, '', 0))
    return reply.redirect(safePath(formOf(request).get('next')), 303)
  })
}

export interface LoginPage {
  next: string
  /** Who asks for an authorisation, when one is asked for. */
  partner?: string
  email?: string
  failed?: boolean
}

export function sendLogin(ctx: Context, request: FastifyRequest, reply: FastifyReply, page: LoginPage): FastifyReply {
  const { t } = wordsOf(request)
  const filled = listUsers(ctx).find((user) => user.email === (page.email ?? new URL(page.next, 'http://localhost').searchParams.get('login')))
  const fields: [string, string][] = [['next', page.next], ...(page.partner === undefined ? [] : [['partner', page.partner] satisfies [string, string]])]
  const body = html`
<h1>${t('logInTitle')}</h1>
<p class="soft">${page.partner === undefined ? t('logInForShop') : t('logInForPartner', { partner: page.partner })}</p>
${page.failed && notice('bad', t('logInFailed'))}
<form class="card" method="post" action="/login" data-testid="login-form">
${hiddenFields(fields)}
<label class="field">${t('email')}<input type="email" name="email" autocomplete="username" required value="${page.email ?? filled?.email ?? ''}" data-testid="login-email"></label>
<label class="field">${t('password')}<input type="password" name="password" autocomplete="current-password" required value="${page.failed ? '' : filled?.password}" data-testid="login-password"></label>
<button data-testid="log-in">${t('logIn')}</button>
</form>
<section class="card" aria-labelledby="demo">
<h2 id="demo">${t('demoLogins')}</h2>
<p class="soft">${t('demoHint')}</p>
<ul class="row plain">${listUsers(ctx).map((user) => html`
<li><a class="button second" href="${withLogin(page.next, user.email)}" data-testid="demo-login">${t('useAccount', { email: user.email })}</a></li>`)}</ul>
</section>`
  return sendPage(request, reply, { title: t('logIn'), body, status: page.failed ? 401 : 200 })
}

/** The page that asked for the log-in, telling it whom to fill in. */
function withLogin(next: string, email: string): string {
  const address = new URL(next, 'http://localhost')
  address.searchParams.set('login', email)
  return address.pathname + address.search
}

export function formOf(request: FastifyRequest): URLSearchParams {
  return request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
}

export function refuseForm(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { t } = wordsOf(request)
  return sendPage(request, reply, { title: t('notFoundTitle'), body: html`<h1>${t('wrongOrigin')}</h1><p><a href="/shop">${t('back')}</a></p>`, status: 403 })
}

/** Keeps a way on within this server: anything that is not a plain local path becomes the shop's front page. */
function safePath(next: string | null): string {
  return next !== null && /^\/(shop|faults|oauth\/authorize)([/?]|$)/.test(next) && !next.includes('\\') ? next : '/shop'
}

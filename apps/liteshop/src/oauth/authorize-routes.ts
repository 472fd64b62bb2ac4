import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { formOf, refuseForm, sendLogin } from '../pages/account-routes.ts'
import { html } from '../pages/html.ts'
import { hiddenFields, notice, sendPage, wordsOf } from '../pages/layout.ts'
import { isOwnForm, userOf } from '../pages/session.ts'
import type { Shop, User } from '../shop/shops.ts'
import { listShopsOf } from '../shop/shops.ts'
import type { AuthorizeCheck, AuthorizeRequest } from './authorize-request.ts'
import { authorizeFields, checkAuthorizeRequest, redirectWith } from './authorize-request.ts'
import { createCode } from './codes.ts'

/** The partner's name as users know it; the sandbox has one partner. */
const partner = 'Crossdock'

/** The user's part: log in, choose one shop, consent. Each page carries the request along, so that nothing is kept before the answer. */
export function authorizeRoutes(app: FastifyInstance, ctx: Context): void {
  app.get('/oauth/authorize', (request, reply) => {
    const query = new URL(request.url, 'http://localhost').searchParams
    const check = checkAuthorizeRequest(ctx.settings, query)
    if (check.kind !== 'valid') return refuse(request, reply, check)
    const user = userOf(ctx, request)
    if (!user) return sendLogin(ctx, request, reply, { next: request.url, partner })
    const shop = listShopsOf(ctx, user.merchant_id).find((candidate) => candidate.id === query.get('shop'))
    return shop
      ? sendConsent(request, reply, { user, shop, authorize: check.request, fields: authorizeFields(query) })
      : sendShops(ctx, request, reply, user, authorizeFields(query))
  })

  app.post('/oauth/authorize', (request, reply) => {
    if (!isOwnForm(request)) return refuseForm(request, reply)
    const form = formOf(request)
    const check = checkAuthorizeRequest(ctx.settings, form)
    if (check.kind !== 'valid') return refuse(request, reply, check)
    const { redirectUri, state, challenge, clientId, scope } = check.request
    if (form.get('decision') !== 'allow') {
      return reply.redirect(redirectWith(ctx.settings, redirectUri, { error: 'access_denied', error_description: 'the user refused', state }), 303)
    }
    const again = `/oauth/authorize?${new URLSearchParams(authorizeFields(form)).toString()}`
    const user = userOf(ctx, request)
    const shop = user && listShopsOf(ctx, user.merchant_id).find((candidate) => candidate.id === form.get('shop'))
    if (!user || !shop) return reply.redirect(again, 303)
    const allowed = form.getAll('allowed_scope')
    const granted = scope.filter((name) => allowed.includes(name))
    if (granted.length === 0) return sendConsent(request, reply, { user, shop, authorize: check.request, fields: authorizeFields(form), empty: true })
    const code = createCode(ctx, { clientId, shopId: shop.id, userId: user.id, scope: granted.join(' '), redirectUri, challenge })
    return reply.redirect(redirectWith(ctx.settings, redirectUri, { code, state }), 303)
  })
}

function refuse(request: FastifyRequest, reply: FastifyReply, check: Exclude<AuthorizeCheck, { kind: 'valid' }>): FastifyReply {
  if (check.kind === 'redirect') return reply.redirect(check.location, 303)
  const { t } = wordsOf(request)
  const body = html`<h1>${t('oauthProblemTitle')}</h1>${notice('bad', t(check.problem))}<p>${t('oauthProblemHint')}</p>`
  return sendPage(request, reply, { title: t('oauthProblemTitle'), body, status: 400 })
}

function sendShops(ctx: Context, request: FastifyRequest, reply: FastifyReply, user: User, fields: [string, string][]): FastifyReply {
  const { t } = wordsOf(request)
  const shops = listShopsOf(ctx, user.merchant_id)
  const body = html`
<h1>${t('chooseShopTitle')}</h1>
<p class="soft">${t('chooseShopHint', { partner })}</p>
<form class="card" method="get" action="/oauth/authorize" data-testid="shop-form">
${hiddenFields(fields)}
<fieldset><legend>${t('yourShops')}</legend>
${shops.map((shop, index) => html`
<label class="choice"><input type="radio" name="shop" value="${shop.id}" required${index === 0 && html` checked`} data-testid="shop-${shop.id}"> <span>${shop.title} <small>${shop.domain}</small></span></label>`)}
</fieldset>
<button data-testid="continue">${t('continue')}</button>
</form>`
  return sendPage(request, reply, { title: t('chooseShopTitle'), body, user })
}

interface Consent {
  user: User
  shop: Shop
  authorize: AuthorizeRequest
  fields: [string, string][]
  empty?: boolean
}

function sendConsent(request: FastifyRequest, reply: FastifyReply, { user, shop, authorize, fields, empty }: Consent): FastifyReply {
  const { t } = wordsOf(request)
  const others = `/oauth/authorize?${new URLSearchParams(fields).toString()}`
  const body = html`
<h1>${t('consentTitle', { partner })}</h1>
<p class="soft">${t('consentHint', { partner, shop: shop.title })}</p>
${empty && notice('bad', t('consentNone'))}
<form class="card" method="post" action="/oauth/authorize" data-testid="consent-form">
${hiddenFields([...fields, ['shop', shop.id]])}
<fieldset><legend>${t('consentScopes')}</legend>
${authorize.scope.map((scope) => html`
<label class="choice"><input type="checkbox" name="allowed_scope" value="${scope}" checked data-testid="scope-${scope}"> <span>${t(scope)} <small>${scope}</small></span></label>`)}
</fieldset>
<p class="soft">${t('consentGoes', { host: new URL(authorize.redirectUri).host })}</p>
<div class="row">
<button name="decision" value="allow" data-testid="allow">${t('allow')}</button>
<button class="second" name="decision" value="deny" data-testid="deny">${t('deny')}</button>
<a href="${others}" data-testid="other-shop">${t('otherShop')}</a>
</div>
</form>`
  return sendPage(request, reply, { title: t('consentTitle', { partner }), body, user, status: empty ? 422 : 200 })
}

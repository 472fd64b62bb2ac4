import type { Context } from '../context.ts'
import { endGrantsOf, expireAccessTokens, narrowGrant } from '../oauth/grants.ts'
import { scopes } from '../oauth/scopes.ts'
import { documentOf, refusal, withDocument } from './answers.ts'
import type { Answer, Fault } from './fault.ts'
import type { Route } from './route-names.ts'
import { apiRoutes } from './route-names.ts'
import { choice, textOf } from './settings.ts'

const tokenRoutes = ['token.exchange', 'token.refresh'] as const

function invalidToken(route: Route): Answer {
  return refusal(route, 401, 'invalid_token', 'The access token is missing, expired, revoked or foreign.', { 'www-authenticate': 'Bearer realm="Liteshop", error="invalid_token"' })
}

function scopeOf(route: Route): string {
  if (route.startsWith('orders.')) return 'orders:read'
  if (route.startsWith('fulfillments.')) return 'fulfillments:write'
  if (route.startsWith('webhooks.')) return 'webhooks:write'
  return route === 'shop' || route === 'shipping_methods' ? 'shop:read' : 'inventory:write'
}

/** A death of tokens that comes at once, or at a call of which it is the answer. */
function death(id: string, zh: string, en: string, serves: string[], die: (ctx: Context, shopId: string) => void): Fault[] {
  return [
    { id: `tokens.${id}_now`, family: 'tokens', words: { zh: `立即：${zh}`, en: `At once: ${en}` }, serves, routes: apiRoutes, atOnce: die },
    {
      id: `tokens.${id}`, family: 'tokens', words: { zh: `在請求當下：${zh}`, en: `At a call: ${en}` }, serves, routes: apiRoutes, times: 1,
      instead({ ctx, route, shopId }) {
        if (shopId === null) return undefined
        die(ctx, shopId)
        return invalidToken(route)
      }
    }
  ]
}

const lives: Record<string, unknown> = { absent: undefined, zero: 0, negative: -3600, tiny: 1, huge: 1e15, text: 'an hour', null: null }

export const tokens: readonly Fault[] = [
  ...death('expired', '存取權杖失效，更新權杖仍有效。', 'the access tokens run out; the refresh tokens live on.', ['F018', 'F049', 'F050'], expireAccessTokens),
  ...death('revoked', '授權遭撤銷，所有權杖失效。', 'the authorisation is revoked, and every token with it.', ['F057', 'F102'], endGrantsOf),
  {
    id: 'tokens.refused',
    family: 'tokens',
    words: { zh: '有效的存取權杖被拒絕（401）。', en: 'An access token that is good is refused (401).' },
    serves: ['F018'],
    routes: apiRoutes,
    instead: ({ route }) => invalidToken(route)
  },
  {
    id: 'tokens.scope_refused',
    family: 'tokens',
    words: { zh: '以權限不足拒絕請求（403 insufficient_scope）。', en: 'Access is refused by scope (403 insufficient_scope).' },
    serves: ['F019'],
    routes: apiRoutes,
    instead: ({ route }) => refusal(route, 403, 'insufficient_scope', `This takes the scope ${scopeOf(route)}.`, {
      'www-authenticate': `Bearer realm="Liteshop", error="insufficient_scope", scope="${scopeOf(route)}"`
    })
  },
  {
    id: 'tokens.fewer_scopes',
    family: 'tokens',
    words: { zh: '授權時少給一項權限。', en: 'The authorisation grants one scope less than was asked.' },
    serves: ['F068'],
    routes: ['token.exchange'],
    settings: [choice('without', ['inventory:write', ...scopes.filter((scope) => scope !== 'inventory:write')], '缺少的權限', 'Scope that is missing')],
    after({ ctx, settings }, answer) {
      const document = documentOf(answer)
      if (!document) return undefined
      const granted = String(document['scope']).split(' ')
      const rest = granted.filter((scope) => scope !== textOf(settings, 'without'))
      if (rest.length === 0 || rest.length === granted.length) return undefined
      narrowGrant(ctx, String(document['access_token']), rest.join(' '))
      return withDocument(answer, { ...document, scope: rest.join(' ') })
    }
  },
  {
    id: 'tokens.invalid_client',
    family: 'tokens',
    words: { zh: '應用程式的帳密被拒絕（invalid_client）。', en: 'The partner’s own credentials are refused (invalid_client).' },
    serves: ['F056'],
    routes: [...tokenRoutes, 'revoke'],
    instead: ({ route }) => refusal(route, 401, 'invalid_client', 'The client has to identify itself by client_secret_basic.', { 'www-authenticate': 'Basic realm="Liteshop", charset="UTF-8"' })
  },
  {
    id: 'tokens.invalid_grant',
    family: 'tokens',
    words: { zh: '更新或交換權杖被拒絕（invalid_grant）；可選擇授權確實終止。', en: 'An exchange or a refresh is refused (invalid_grant); the authorisation may really have ended.' },
    serves: ['F051', 'F054', 'F057'],
    routes: tokenRoutes,
    settings: [choice('ended', ['no', 'yes'], '授權是否確實終止', 'Whether the authorisation has ended')],
    instead({ ctx, route, shopId, settings }) {
      if (textOf(settings, 'ended') === 'yes' && shopId !== null) endGrantsOf(ctx, shopId)
      return refusal(route, 400, 'invalid_grant', 'The token is unknown, expired or used, or its grant was revoked.')
    }
  },
  {
    id: 'tokens.refresh_lost',
    family: 'tokens',
    words: { zh: '權杖已更新，但回應遺失。', en: 'The tokens are rotated and the answer is lost.' },
    serves: ['F051', 'F052', 'F054'],
    routes: ['token.refresh'],
    times: 1,
    after: (_strike, answer) => ({ ...answer, reset: true })
  },
  {
    id: 'tokens.expires_in',
    family: 'tokens',
    words: { zh: '權杖回應缺少 expires_in，或其值不合理。', en: 'The token answer lacks expires_in, or has an absurd one.' },
    serves: ['F069'],
    routes: tokenRoutes,
    settings: [choice('form', Object.keys(lives) as [string, ...string[]], '形式', 'Form')],
    after({ settings }, answer) {
      const document = documentOf(answer)
      return document && withDocument(answer, { ...document, expires_in: lives[textOf(settings, 'form')] })
    }
  },
  {
    id: 'tokens.no_refresh_token',
    family: 'tokens',
    words: { zh: '權杖回應沒有新的 refresh_token。', en: 'The token answer brings no refresh token.' },
    serves: ['F069'],
    routes: tokenRoutes,
    after(_strike, answer) {
      const document = documentOf(answer)
      return document && withDocument(answer, { ...document, refresh_token: undefined })
    }
  }
]

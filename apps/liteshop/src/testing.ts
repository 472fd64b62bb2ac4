import { createHash } from 'node:crypto'
import type { Liteshop, LiteshopOptions } from './start-liteshop.ts'
import { startLiteshop } from './start-liteshop.ts'

export const shopId = 'shp_8f2c'
export const otherShopId = 'shp_41d7'
export const redirectUri = 'http://127.0.0.1:4300/callback'
export const allScopes = 'shop:read orders:read fulfillments:write inventory:write webhooks:write'
export const verifier = 'a-verifier-of-at-least-forty-three-characters-0123456789'
export const start = Date.parse('2026-03-10T04:00:00.000Z')

export interface Answer {
  status: number
  headers: Headers
  body: any
}

/** A sandbox with a clock of its own, and the calls that a partner makes. */
export interface World extends Liteshop {
  advance(milliseconds: number): void
  now(): number
  api(method: string, path: string, options?: { token?: string; body?: unknown; key?: string; headers?: Record<string, string> }): Promise<Answer>
  oauth(path: string, form: Record<string, string>, headers?: Record<string, string>): Promise<Answer>
  authorizeUrl(change?: Record<string, string | undefined>): string
  /** A fresh code for the shop. */
  code(scope?: string): string
  exchange(code: string, change?: Record<string, string>): Promise<Answer>
  refresh(token: string, change?: Record<string, string>): Promise<Answer>
}

export async function startWorld(options: LiteshopOptions = {}): Promise<World> {
  let clock = start
  const liteshop = await startLiteshop({ now: () => clock, ...options })
  const basic = `Basic ${Buffer.from('crossdock:crossdock-sandbox-secret').toString('base64')}`
  let firstToken: string | undefined

  const world: World = {
    ...liteshop,
    advance: (milliseconds) => {
      clock += milliseconds
    },
    now: () => clock,
    async api(method, path, { token, body, key, headers } = {}) {
      if (token === undefined) firstToken ??= liteshop.control.issueTokens(shopId).access_token
      return read(await fetch(`${liteshop.url}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token ?? firstToken}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
          ...headers
        },
        body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
      }))
    },
    async oauth(path, form, headers = {}) {
      return read(await fetch(`${liteshop.url}${path}`, { method: 'POST', headers: { authorization: basic, ...headers }, body: new URLSearchParams(form) }))
    },
    authorizeUrl(change = {}) {
      const parameters = {
        response_type: 'code', client_id: 'crossdock', redirect_uri: redirectUri, scope: allScopes, state: 'st4te',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256', ...change
      }
      const url = new URL('/oauth/authorize', liteshop.url)
      for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value)
      return url.href
    },
    code: (scope) => new URL(liteshop.control.authorize(world.authorizeUrl(scope === undefined ? {} : { scope }), shopId)).searchParams.get('code') ?? '',
    exchange: (code, change = {}) => world.oauth('/oauth/token', { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier, ...change }),
    refresh: (token, change = {}) => world.oauth('/oauth/token', { grant_type: 'refresh_token', refresh_token: token, ...change })
  }
  return world
}

async function read(answer: Response): Promise<Answer> {
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.includes('json')
  return { status: answer.status, headers: answer.headers, body: isJson && text !== '' ? JSON.parse(text) : text }
}

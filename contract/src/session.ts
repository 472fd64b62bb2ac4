import { roles } from '@crossdock/domain'
import { z } from 'zod'
import { endpoint, id, keepable, named, page, reference, text, wholeQuery } from './base.ts'

const tag = 'Session'
const password = keepable(z.string().min(12).max(256))

export const session = {
  get: endpoint({ method: 'GET', path: '/session', summary: 'Who is signed in, and what they may do', tag }).output(
    z.object({
      user: z.object({ id: z.string(), name: z.string(), email: z.string().nullable(), kind: z.enum(['user', 'api_key']) }),
      role: z.enum(roles),
      merchant: named.nullable(),
      warehouse: z.object({ timeZone: z.string(), demo: z.boolean(), version: z.string() }),
      platforms: z.array(z.object({ platform: z.string(), name: z.string() })),
    }),
  ),
}

export const setup = {
  check: endpoint({ method: 'GET', path: '/setup/{token}', summary: 'Whether a one-time set-up link is still good', tag }, 'setup_link_used')
    .input(z.object({ token: reference(200) }))
    .output(z.object({ valid: z.literal(true) })),
  complete: endpoint({ method: 'POST', path: '/setup/{token}', summary: 'Make the first admin', tag }, 'setup_link_used', 'weak_password', 'email_taken')
    .input(z.object({ token: reference(200), name: text(100), email: z.email().max(200), password }))
    .output(z.object({ email: z.string() })),
}

export const users = {
  list: endpoint({ method: 'GET', path: '/users', summary: 'Users', tag: 'Users' })
    .input(z.object(wholeQuery))
    .output(
      page(
        z.object({ id: z.string(), name: z.string(), email: z.string(), role: z.enum(roles), merchant: named.nullable(), active: z.boolean(), createdAt: z.string(), lastSeenAt: z.string().nullable() }),
      ),
    ),
  create: endpoint({ method: 'POST', path: '/users', summary: 'Create a user', tag: 'Users', successStatus: 201 }, 'email_taken', 'weak_password', 'not_found')
    .input(z.object({ name: text(100), email: z.email().max(200), password, role: z.enum(roles), merchantId: id.nullish().describe('required for role merchant') }))
    .output(z.object({ id: z.string() })),
  update: endpoint({ method: 'PATCH', path: '/users/{id}', summary: 'Change a user’s role, name or whether they may sign in', tag: 'Users' }, 'not_found', 'last_admin')
    .input(z.object({ id: reference(60), name: text(100).optional(), role: z.enum(roles).optional(), merchantId: id.nullish(), active: z.boolean().optional(), password: password.optional() }))
    .output(z.object({ id: z.string() })),
}

export const apiKeys = {
  list: endpoint({ method: 'GET', path: '/api-keys', summary: 'API keys, without their secrets', tag: 'API keys' })
    .input(z.object(wholeQuery))
    .output(
      page(
        z.object({ id: z.string(), name: z.string(), start: z.string(), role: z.enum(roles), merchant: named.nullable(), createdAt: z.string(), lastUsedAt: z.string().nullable() }),
      ),
    ),
  create: endpoint({ method: 'POST', path: '/api-keys', summary: 'Create an API key; its secret is shown this once', tag: 'API keys', successStatus: 201 }, 'not_found')
    .input(z.object({ name: text(32), role: z.enum(roles), merchantId: id.nullish().describe('required for role merchant') }))
    .output(z.object({ id: z.string(), key: z.string() })),
  remove: endpoint({ method: 'DELETE', path: '/api-keys/{id}', summary: 'End an API key at once', tag: 'API keys' }, 'not_found')
    .input(z.object({ id: reference(60) }))
    .output(z.object({ id: z.string() })),
}

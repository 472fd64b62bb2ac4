import type { FastifyRequest } from 'fastify'

export function cookieOf(request: FastifyRequest, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const mark = pair.indexOf('=')
    if (mark > 0 && pair.slice(0, mark).trim() === name) return pair.slice(mark + 1).trim()
  }
  return undefined
}

/** A Set-Cookie value that scripts cannot read and other sites cannot send along; without a life it ends with the browser. */
export function cookie(name: string, value: string, lifeSeconds?: number): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${lifeSeconds === undefined ? '' : `; Max-Age=${lifeSeconds}`}`
}

import type { FastifyRequest } from 'fastify'
import { cookieOf } from './cookies.ts'

export type Language = 'zh' | 'en'

export const languageCookie = 'liteshop_lang'

/** `?lang=` wins over the cookie, the cookie over Accept-Language; a browser that asks for neither gets Chinese. */
export function languageOf(request: FastifyRequest): Language {
  const asked = askedLanguage(request) ?? cookieOf(request, languageCookie)
  if (asked === 'zh' || asked === 'en') return asked
  for (const range of (request.headers['accept-language'] ?? '').split(',')) {
    const tag = range.trim().toLowerCase()
    if (tag.startsWith('zh')) return 'zh'
    if (tag.startsWith('en')) return 'en'
  }
  return 'zh'
}

/** What `?lang=` says, to be remembered. */
export function askedLanguage(request: FastifyRequest): Language | undefined {
  const asked = new URL(request.url, 'http://localhost').searchParams.get('lang')
  if (asked === null) return undefined
  return asked.toLowerCase().startsWith('en') ? 'en' : 'zh'
}

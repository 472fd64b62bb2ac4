import type { FastifyReply, FastifyRequest } from 'fastify'
import type { User } from '../shop/shops.ts'
import type { Markup, Piece } from './html.ts'
import { html } from './html.ts'
import { cookie } from './cookies.ts'
import type { Language } from './language.ts'
import { askedLanguage, languageCookie, languageOf } from './language.ts'
import type { Translate } from './messages/messages.ts'
import { translator } from './messages/messages.ts'

export interface Page {
  title: string
  body: Markup
  user?: User
  /** Wide pages are for tables, narrow ones for a single form. */
  width?: 'narrow' | 'wide'
  status?: number
}

/** The language of a request and its words. */
export function wordsOf(request: FastifyRequest): { language: Language; t: Translate } {
  const language = languageOf(request)
  return { language, t: translator(language) }
}

export function sendPage(request: FastifyRequest, reply: FastifyReply, page: Page): FastifyReply {
  const { language, t } = wordsOf(request)
  const asked = askedLanguage(request)
  if (asked) reply.header('set-cookie', cookie(languageCookie, asked, 365 * 24 * 3600))
  const other = language === 'zh' ? 'en' : 'zh'
  const markup = html`<!doctype html>
<html lang="${language === 'zh' ? 'zh-Hant-TW' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.title} · Liteshop</title>
<link rel="stylesheet" href="/liteshop.css">
<link rel="icon" href="/liteshop.svg" type="image/svg+xml">
</head>
<body>
<a class="skip" href="#content">${t('skip')}</a>
<header class="top">
<a class="brand" href="/shop"><img src="/liteshop.svg" alt="" width="24" height="24"> Liteshop</a>
<span class="tag">${t('sandbox')}</span>
<div class="top-end">
<a href="${otherLanguageAddress(request, other)}" lang="${other === 'zh' ? 'zh-Hant-TW' : 'en'}" hreflang="${other === 'zh' ? 'zh-Hant-TW' : 'en'}" data-testid="language">${t('otherLanguage')}</a>
${page.user && html`<a href="/faults" data-testid="fire-drill">${t('fireDrill')}</a>
<span class="who">${page.user.email}</span>
<form method="post" action="/logout"><input type="hidden" name="next" value="${request.method === 'GET' ? request.url : '/shop'}"><button class="quiet" data-testid="log-out">${t('logOut')}</button></form>`}
</div>
</header>
<main id="content" class="${page.width ?? 'narrow'}">
${page.body}
</main>
</body>
</html>
`
  return reply.status(page.status ?? 200).headers(pageHeaders).type('text/html; charset=utf-8').send(markup.text)
}

/** No form-action: consent answers with a redirect to the partner, which browsers count as the form's target. */
const pageHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff'
}

function otherLanguageAddress(request: FastifyRequest, language: Language): string {
  const address = new URL(request.method === 'GET' ? request.url : '/shop', 'http://localhost')
  address.searchParams.set('lang', language)
  return address.pathname + address.search
}

export function hiddenFields(fields: [string, string][]): Markup[] {
  return fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)
}

export function notice(kind: 'good' | 'bad', text: Piece): Markup {
  return html`<p class="notice ${kind}" role="${kind === 'bad' ? 'alert' : 'status'}" data-testid="notice">${kind === 'bad' ? '⚠' : '✓'} ${text}</p>`
}

export function money(amount: number): string {
  return `NT$${amount.toLocaleString('en-US')}`
}

export interface TestUser {
  email: string
  password: string
  /** The shop to choose, by its id; the first one where it is not said. */
  shop?: string
}

/**
 * Walks through Liteshop's pages as a user with a browser would: logs in, chooses a shop, decides. It reads the forms that it is shown and
 * knows no implementation.
 * @returns the query with which the user is sent back
 */
export async function walkThrough(url: string, redirectUri: string, user: TestUser, decision: 'allow' | 'deny'): Promise<URLSearchParams> {
  const cookies = new Map<string, string>()
  let request: { url: string; form?: URLSearchParams } = { url }
  for (let step = 0; step < 15; step++) {
    const answer: Response = await fetch(request.url, {
      method: request.form ? 'POST' : 'GET', body: request.form, redirect: 'manual',
      headers: { cookie: Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; '), ...(request.form ? { origin: new URL(url).origin } : {}) },
    })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    const location = answer.headers.get('location')
    if (location !== null) {
      const next = new URL(location, request.url)
      if (next.href.startsWith(redirectUri)) return next.searchParams
      request = { url: next.href }
      continue
    }
    const page = await answer.text()
    if (!answer.ok) throw new Error(`${request.url} answered ${answer.status}: ${page.slice(0, 500)}`)
    request = fillForm(page, request.url, user, decision)
  }
  throw new Error(`The pages of ${url} come to no end.`)
}

function fillForm(page: string, address: string, user: TestUser, decision: 'allow' | 'deny'): { url: string; form?: URLSearchParams } {
  const forms = [...page.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, attributes = '', content = '']) => ({ attributes: readAttributes(attributes), content }))
  const form = forms.find(({ content }) => /type="?password|type="?radio|name="?(shop|decision)/i.test(content)) ?? forms.at(-1)
  if (!form) throw new Error(`${address} shows no form: ${page.slice(0, 500)}`)
  const fields = new URLSearchParams()
  const chosen = new Set<string>()
  for (const [, raw = ''] of form.content.matchAll(/<input\b([^>]*)>/gi)) {
    const input = readAttributes(raw)
    if (!input.name) continue
    if (input.type === 'radio') {
      if (chosen.has(input.name) || (user.shop !== undefined && input.value !== user.shop)) continue
      chosen.add(input.name)
    }
    fields.append(input.name, input.type === 'password' ? user.password : input.type === 'email' || (input.type !== 'hidden' && /email|user|login/i.test(input.name)) ? user.email : (input.value ?? 'on'))
  }
  const buttons = [...form.content.matchAll(/<button\b([^>]*)>/gi)].map(([, raw = '']) => readAttributes(raw)).filter((button) => button.name)
  const wanted = decision === 'allow' ? /allow|approve|accept|agree|yes/i : /deny|refuse|reject|cancel|no/i
  const button = buttons.find(({ value = '' }) => wanted.test(value))
  if (button) fields.append(button.name!, button.value ?? '')
  const target = new URL(form.attributes.action ?? address, address)
  if (form.attributes.method?.toLowerCase() === 'post') return { url: target.href, form: fields }
  target.search = fields.toString()
  return { url: target.href }
}

function readAttributes(text: string): Record<string, string | undefined> {
  return Object.fromEntries([...text.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [name.toLowerCase(), decode(value)]))
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const decode = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) =>
    hex || decimal ? String.fromCodePoint(parseInt(hex ?? decimal!, hex ? 16 : 10)) : (named[name!] ?? whole))

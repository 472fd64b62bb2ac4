/** Who authorises at the store. */
export interface ShopKeeper {
  email: string
  password: string
  /** Which of their shops, by its title or a part of it; the first when left out. */
  shop?: string
  /** Which of those that bear the same title, from 0. */
  namesake?: number
}

const pageMs = 30_000

interface Form { action: string; method: string; fields: [string, string][]; kinds: Map<string, string>; choices: { name: string; value: string; label: string }[]; buttons: { name: string; value: string; text: string }[] }

/**
 * Walks a store's log-in, choose-a-shop and consent pages as a person without a mouse would: fills the forms that come,
 * whatever they look like, until the store sends the browser back.
 * @returns the address that it was sent back to
 */
export async function authorizeAtStore(url: string, keeper: ShopKeeper, backTo: string, decide: 'allow' | 'deny' = 'allow'): Promise<string> {
  return walk<never>(url, keeper, backTo, decide, () => null)
}

/** @returns the shops among which a store lets its user choose, as it names them; none where it does not ask */
export async function shopsOffered(url: string, keeper: ShopKeeper, backTo: string): Promise<string[]> {
  // Nothing is granted: who comes to be asked for consent without having been asked for a shop refuses.
  return walk<string[]>(url, keeper, backTo, 'deny', (html) => {
    const titles = readForms(html).map(titlesIn).sort((a, b) => b.length - a.length)[0] ?? []
    return titles.length > 0 ? titles : null
  }).then((end) => (typeof end === 'string' ? [] : end))
}

async function walk<End>(url: string, keeper: ShopKeeper, backTo: string, decide: 'allow' | 'deny', look: (html: string) => End | null): Promise<End | string> {
  const jar = new Map<string, string>()
  let next: { url: string; init: RequestInit } = { url, init: {} }
  for (let step = 0; step < 20; step++) {
    const answer = await fetch(next.url, { ...next.init, redirect: 'manual', signal: AbortSignal.timeout(pageMs), headers: { ...(next.init.headers as Record<string, string>), cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') } })
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (name !== undefined) jar.set(name, value ?? '')
    }
    const location = answer.headers.get('location')
    if (location) {
      const target = new URL(location, next.url).href
      if (target.startsWith(backTo)) return target
      next = { url: target, init: {} }
      continue
    }
    const html = await answer.text()
    const end = look(html)
    if (end !== null) return end
    const form = chooseForm(html, next.url, keeper, decide)
    if (!form) throw new Error(`The store shows a page without a form (${answer.status}):\n${html.slice(0, 1_000)}`)
    next = form
  }
  throw new Error('The store asks without end')
}

/** The shops that a form lets one choose; a language is not one. */
function titlesIn(form: Form): string[] {
  if (hasPassword(form)) return []
  const choices = form.choices.filter((each) => each.value !== '' && !/lang|locale/i.test(each.name))
  if (choices.length > 0) return choices.map((each) => each.label)
  const buttons = form.buttons.filter((each) => each.name && !/lang|locale/i.test(each.name) && !matches(each, 'allow') && !matches(each, 'deny'))
  return buttons.length > 1 && new Set(buttons.map((each) => each.name)).size === 1 ? buttons.map((each) => each.text) : []
}

function chooseForm(html: string, base: string, keeper: ShopKeeper, decide: 'allow' | 'deny'): { url: string; init: RequestInit } | null {
  const forms = readForms(html)
  const namesShop = (form: Form) => keeper.shop !== undefined && [...form.choices.map(({ label }) => label), ...form.buttons.map(({ text }) => text)].some((each) => each.includes(keeper.shop!))
  const posted = (form: Form) => (form.method === 'post' ? 0.5 : 0)
  const wanted = (form: Form) => (hasPassword(form) ? 4 : keeper.shop && namesShop(form) ? 3 : form.buttons.some((button) => button.name && matches(button, decide)) ? 2 : form.choices.length > 0 || form.buttons.some((button) => matches(button, decide)) ? 1 + posted(form) : 0)
  const form = forms.filter((each) => wanted(each) > 0).sort((a, b) => wanted(b) - wanted(a))[0] ?? forms.at(-1)
  if (!form) return null
  const data = new URLSearchParams()
  for (const [name, value] of form.fields) {
    const kind = form.kinds.get(name)
    if (kind === 'radio' || kind === 'unchecked') continue
    if (kind === 'checkbox') {
      data.append(name, value)
      continue
    }
    data.set(name, kind === 'password' ? keeper.password : kind === 'email' || /mail|login|user|account/i.test(name) && kind !== 'hidden' ? keeper.email : value)
  }
  const choice = theirs(form.choices, (each) => each.label, keeper) ?? form.choices.find((each) => each.value !== '')
  if (choice) data.set(choice.name, choice.value)
  const shopButton = theirs(form.buttons, (each) => each.text, keeper)
  const button = shopButton ?? form.buttons.find((each) => matches(each, decide)) ?? form.buttons[0]
  if (button?.name) data.set(button.name, button.value)
  const url = new URL(form.action || base, base)
  if (form.method === 'get') {
    for (const [name, value] of data) url.searchParams.set(name, value)
    return { url: url.href, init: {} }
  }
  return { url: url.href, init: { method: 'POST', body: data.toString(), headers: { 'content-type': 'application/x-www-form-urlencoded', origin: url.origin } } }
}

/** Of several that contain the title, the one that is it. */
function theirs<Each>(all: readonly Each[], titleOf: (each: Each) => string, { shop, namesake = 0 }: ShopKeeper): Each | undefined {
  if (!shop) return undefined
  const same = all.filter((each) => titleOf(each) === shop)
  return (same.length > 0 ? same : all.filter((each) => titleOf(each).includes(shop)))[namesake]
}

const readForms = (html: string): Form[] => [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, head, body]) => readForm(head ?? '', body ?? ''))
const hasPassword = (form: Form) => [...form.kinds.values()].includes('password')
const matches = (button: { name: string; value: string; text: string }, decide: 'allow' | 'deny') =>
  (decide === 'allow' ? /allow|approve|accept|agree|yes|允許|同意|授權/i : /deny|refuse|cancel|reject|no\b|拒絕|取消/i).test(`${button.value} ${button.text}`)

function readForm(head: string, body: string): Form {
  const form: Form = { action: attribute(head, 'action'), method: (attribute(head, 'method') || 'get').toLowerCase(), fields: [], kinds: new Map(), choices: [], buttons: [] }
  for (const [tag] of body.matchAll(/<input\b[^>]*>/gi)) {
    const [name, kind, value] = [attribute(tag, 'name'), (attribute(tag, 'type') || 'text').toLowerCase(), attribute(tag, 'value')]
    if (kind === 'submit') form.buttons.push({ name, value, text: value })
    else if (name) {
      form.fields.push([name, value])
      form.kinds.set(name, kind === 'checkbox' && !/\bchecked\b/i.test(tag) ? 'unchecked' : kind)
      if (kind === 'radio') form.choices.push({ name, value, label: labelOf(body, tag) })
    }
  }
  for (const [, attributes, options] of body.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/gi)) {
    for (const [, head, label] of (options ?? '').matchAll(/<option\b([^>]*)>([^<]*)/gi)) {
      form.choices.push({ name: attribute(attributes ?? '', 'name'), value: hasAttribute(head ?? '', 'value') ? attribute(head ?? '', 'value') : plain(label ?? ''), label: plain(label ?? '') })
    }
  }
  for (const [, attributes, text] of body.matchAll(/<button\b([^>]*)>([\s\S]*?)<\/button>/gi)) {
    form.buttons.push({ name: attribute(attributes ?? '', 'name'), value: attribute(attributes ?? '', 'value'), text: plain(text ?? '') })
  }
  return form
}

function labelOf(body: string, tag: string): string {
  const after = body.slice(body.indexOf(tag) + tag.length)
  return plain(after.slice(0, after.search(/<input\b|$/)))
}

const plain = (markup: string) => decode(markup.replace(/<[^>]+>/g, ' ')).trim()
const hasAttribute = (tag: string, name: string) => new RegExp(`(?:^|\\s)${name}\\s*=`, 'i').test(tag)

/** Quoted or bare. */
function attribute(tag: string, name: string): string {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(tag)
  return decode(found?.[1] ?? found?.[2] ?? found?.[3] ?? '')
}

function decode(text: string): string {
  const named: Record<string, string> = { quot: '"', apos: "'", lt: '<', gt: '>', amp: '&' }
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) =>
    decimal ? String.fromCodePoint(Number(decimal)) : hex ? String.fromCodePoint(Number.parseInt(hex, 16)) : (named[name ?? ''] ?? whole))
}

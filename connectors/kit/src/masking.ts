export const mask = '***'

const secretNames = /(token|secret|password|passwd|passphrase|authorization|cookie|verifier|api[-_]?key|signature)$/i
const secretParameters = /^(code|state|assertion)$/i
// In a form sent to a token endpoint everything is secret but these.
const plainFormFields = new Set(['grant_type', 'redirect_uri', 'client_id', 'scope', 'token_type_hint', 'response_type', 'error', 'error_description'])
const shapes: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[A-Za-z0-9\-._~+/]+=*/gi, `$1 ${mask}`],
  [/whsec_[A-Za-z0-9+/=_-]+/g, `whsec_${mask}`],
]
// Shorter values are words that occur by chance.
const shortestSecret = 6
const deepest = 50

/** Takes secrets out of what is shown or kept: by name, by shape, and by value where the value is known. */
export interface Masking {
  text(text: string): string
  headers(headers: Record<string, string>): Record<string, string>
  url(url: string): string
  form(body: string): string
  /** A copy of parsed JSON. */
  json(value: unknown): unknown
}

/** @param secrets values that must not appear anywhere, such as the token that the call carries */
export function createMasking(secrets: readonly string[]): Masking {
  const values = secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .filter((secret, index, all) => secret.length >= shortestSecret && all.indexOf(secret) === index)
    .sort((one, other) => other.length - one.length)

  const text = (input: string): string => {
    let out = input
    for (const value of values) out = out.replaceAll(value, mask)
    for (const [shape, replacement] of shapes) out = out.replace(shape, replacement)
    return out
  }

  const json = (value: unknown, depth = 0): unknown => {
    if (typeof value === 'string') return text(value)
    if (typeof value !== 'object' || value === null) return value
    if (depth >= deepest) return '…'
    if (Array.isArray(value)) return value.map((item) => json(item, depth + 1))
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [text(name), secretNames.test(name) && member !== null ? mask : json(member, depth + 1)]),
    )
  }

  const fields = (body: string, isSecret: (name: string) => boolean): string => {
    const masked = [...new URLSearchParams(body)].map(([name, value]) => [name, isSecret(name) ? mask : text(value)])
    return new URLSearchParams(masked).toString().replaceAll(encodeURIComponent(mask), mask)
  }

  return {
    text,
    json: (value) => json(value),
    headers: (headers) =>
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, secretNames.test(name) ? mask : text(value)])),
    form: (body) => fields(body, (name) => !plainFormFields.has(name)),
    url: (url) => {
      const at = url.indexOf('?')
      return at < 0 ? text(url) : `${text(url.slice(0, at))}?${fields(url.slice(at + 1), (name) => secretNames.test(name) || secretParameters.test(name))}`
    },
  }
}

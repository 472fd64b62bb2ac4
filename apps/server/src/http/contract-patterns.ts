import { contract } from '@crossdock/contract'

interface Pattern {
  method: string
  parts: string[]
  path: string
}

const patterns = patternsOf(contract)

/** The contract's own words for a path below the API's prefix, such as `/orders/{id}`; null when it knows none. Few, and without ids. */
export function contractPattern(method: string, path: string): string | null {
  const parts = path.split('/')
  const fitting = patterns.filter((each) => each.method === method && each.parts.length === parts.length && each.parts.every((part, at) => part.startsWith('{') || part === parts[at]))
  // `/orders/counts` is not `/orders/{id}`.
  fitting.sort((a, b) => placeholders(a) - placeholders(b))
  return fitting[0]?.path ?? null
}

const placeholders = ({ parts }: Pattern) => parts.filter((part) => part.startsWith('{')).length

function patternsOf(node: unknown): Pattern[] {
  if (typeof node !== 'object' || node === null) return []
  const own = (node as { '~orpc'?: { route?: { method?: string; path?: string } } })['~orpc']
  if (own) return own.route?.path ? [{ method: own.route.method ?? 'GET', path: own.route.path, parts: own.route.path.split('/') }] : []
  return Object.values(node).flatMap(patternsOf)
}

import type { FastifyRequest } from 'fastify'
import { parseInstant } from '../instants.ts'
import { invalid } from './problem.ts'

export function queryOf(request: FastifyRequest): URLSearchParams {
  const mark = request.url.indexOf('?')
  return new URLSearchParams(mark < 0 ? '' : request.url.slice(mark + 1))
}

/** Refuses parameters that are not in `known`, and repeated ones unless they are in `repeatable`. */
export function refuseStrays(query: URLSearchParams, known: readonly string[], repeatable: readonly string[] = []): void {
  for (const name of new Set(query.keys())) {
    if (!known.includes(name)) throw invalid(`${name} is not a parameter of this operation.`)
    if (!repeatable.includes(name) && query.getAll(name).length > 1) throw invalid(`${name} is given more than once.`)
  }
}

/** 1 to 250, 50 unless given. */
export function readLimit(query: URLSearchParams): number {
  const text = query.get('limit')
  if (text === null) return 50
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > 250) throw invalid('limit is a whole number from 1 to 250.')
  return limit
}

export function readInstant(values: ReadonlyMap<string, string>, name: string): number | undefined {
  const text = values.get(name)
  if (text === undefined) return undefined
  const instant = parseInstant(text)
  if (instant === undefined) throw invalid(`${name} is not an RFC 3339 instant in UTC.`)
  return instant
}

export function readChoice(values: ReadonlyMap<string, string>, name: string, choices: readonly string[]): string | undefined {
  const text = values.get(name)
  if (text !== undefined && !choices.includes(text)) throw invalid(`${name} is one of ${choices.join(', ')}.`)
  return text
}

import { invalid } from './problem.ts'

export type JsonObject = Record<string, unknown>

export function readObject(value: unknown, name: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(`${name} is to be a JSON object.`)
  return value as JsonObject
}

export function readText(object: JsonObject, name: string): string {
  const value = object[name]
  if (typeof value !== 'string') throw invalid(`${name} is missing or not a string.`)
  return value
}

export function readOptionalText(object: JsonObject, name: string): string | undefined {
  return object[name] === undefined ? undefined : readText(object, name)
}

export function readInteger(object: JsonObject, name: string): number {
  const value = object[name]
  if (typeof value !== 'number' || !Number.isInteger(value)) throw invalid(`${name} is missing or not a whole number.`)
  return value
}

/** 1 to `most` objects. */
export function readObjects(value: unknown, name: string, most = Number.POSITIVE_INFINITY): JsonObject[] {
  if (!Array.isArray(value)) throw invalid(`${name} is missing or not an array.`)
  if (value.length === 0) throw invalid(`${name} is empty.`)
  if (value.length > most) throw invalid(`${name} has more than ${most} items.`)
  return value.map((item, index) => readObject(item, `${name}[${index}]`))
}

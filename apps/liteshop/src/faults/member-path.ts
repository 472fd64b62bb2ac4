import type { JsonObject } from './answers.ts'

/** Where a member of a document stands: in an object by its name, in a list by its index. */
export interface Place {
  holder: JsonObject | unknown[]
  name: string
}

/**
 * Follows a path such as `levels.*.stock`, of which `*` is each item or member. The last name need not exist in an object; every other one has to.
 * The last of a list comes first, so that places stay what they are while items are taken out.
 */
export function placesAt(document: JsonObject, path: string): Place[] {
  const names = path.split('.')
  const last = names.pop() ?? ''
  let holders: unknown[] = [document]
  for (const name of names) holders = holders.filter(isHolder).flatMap((holder) => namesIn(holder, name).map((each) => valueAt({ holder, name: each })))
  return holders.filter(isHolder).flatMap((holder) => {
    const found = namesIn(holder, last)
    if (found.length === 0 && last !== '*' && !Array.isArray(holder)) found.push(last)
    return found.map((name) => ({ holder, name }))
  }).reverse()
}

function namesIn(holder: Place['holder'], name: string): string[] {
  const all = Object.keys(holder)
  return name === '*' ? all : all.filter((each) => each === name)
}

export function valueAt({ holder, name }: Place): unknown {
  return (holder as JsonObject)[name]
}

export function setAt({ holder, name }: Place, value: unknown): void {
  // Not by assignment: a document may well have a member of the name `__proto__`.
  Object.defineProperty(holder, name, { value, writable: true, enumerable: true, configurable: true })
}

export function takeOut({ holder, name }: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(name), 1)
  else Reflect.deleteProperty(holder, name)
}

export function isHolder(value: unknown): value is Place['holder'] {
  return typeof value === 'object' && value !== null
}

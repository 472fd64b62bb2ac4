/** The time and the chance that ids are made of. */
export interface IdSource {
  /** Microseconds since 1970. */
  micros(): number
  fill(bytes: Uint8Array<ArrayBuffer>): void
}

/** Asking the system for chance costs more than all the rest of an id, so it is asked for much at once. Each byte is used once. */
const chance = new Uint8Array(16 * 256)
let used = chance.length

let source: IdSource = {
  micros: () => Math.floor((performance.timeOrigin + performance.now()) * 1000),
  fill(bytes) {
    if (used + bytes.length > chance.length) {
      crypto.getRandomValues(chance)
      used = 0
    }
    bytes.set(chance.subarray(used, (used += bytes.length)))
  },
}
let last = 0
const bytes = new Uint8Array(16)
const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/**
 * Lets all later ids of this process come from another clock and another chance: a simulation replays with the same ids.
 * @returns puts the clock and the chance back that were there before
 */
export function makeIdsFrom(other: IdSource): () => void {
  const before = { source, last }
  source = other
  last = 0
  return () => {
    ;({ source, last } = before)
  }
}

/**
 * A time-ordered id (UUID version 7 with microseconds), so that rows made together lie together in the indexes, and rows
 * made one after another in one process sort in that order.
 */
export function newId(): string {
  last = Math.max(last + 1, source.micros())
  const milliseconds = Math.floor(last / 1000)
  const fraction = Math.floor(((last % 1000) * 4096) / 1000)
  source.fill(bytes)
  for (let index = 0; index < 6; index++) bytes[index] = Math.floor(milliseconds / 2 ** (8 * (5 - index))) % 256
  bytes[6] = 0x70 | (fraction >> 8)
  bytes[7] = fraction & 0xff
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  let id = ''
  for (let index = 0; index < 16; index++) id += index === 4 || index === 6 || index === 8 || index === 10 ? `-${hex[bytes[index]!]!}` : hex[bytes[index]!]!
  return id
}

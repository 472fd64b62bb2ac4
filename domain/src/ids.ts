let last = 0

/**
 * A time-ordered id (UUID version 7 with microseconds), so that rows made together lie together in the indexes, and rows
 * made one after another in one process sort in that order.
 */
export function newId(): string {
  last = Math.max(last + 1, Math.floor((performance.timeOrigin + performance.now()) * 1000))
  const milliseconds = Math.floor(last / 1000)
  const fraction = Math.floor(((last % 1000) * 4096) / 1000)
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  for (let index = 0; index < 6; index++) bytes[index] = Math.floor(milliseconds / 2 ** (8 * (5 - index))) % 256
  bytes[6] = 0x70 | (fraction >> 8)
  bytes[7] = fraction & 0xff
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

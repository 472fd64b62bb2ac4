/*
 * Columns of a page as PostgreSQL's binary arrays. As text, each element would be escaped here and taken apart there,
 * character by character: a quarter of what writing a page of orders costs.
 */

const oids = { boolean: 16, integer: 23, text: 25, json: 114, timestamptz: 1184, uuid: 2950, jsonb: 3802 }
/** What is kept for the next array; a larger one is let go. */
const mostKept = 1 << 22

/** One array is written at a time. */
let buffer = Buffer.allocUnsafe(1 << 16)
let end = 0

function room(bytes: number): void {
  if (end + bytes <= buffer.length) return
  const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, end + bytes))
  buffer.copy(larger, 0, 0, end)
  buffer = larger
}

function arrayOf<Value>(type: keyof typeof oids, values: readonly (Value | null)[], write: (value: Value) => void): Buffer {
  end = 12
  if (values.length > 0) {
    buffer.writeInt32BE(values.length, 12)
    buffer.writeInt32BE(1, 16)
    end = 20
  }
  let nulls = 0
  for (const value of values) {
    room(24)
    const at = end
    end += 4
    if (value === null) nulls = 1
    else write(value)
    buffer.writeInt32BE(value === null ? -1 : end - at - 4, at)
  }
  buffer.writeInt32BE(values.length > 0 ? 1 : 0, 0)
  buffer.writeInt32BE(nulls, 4)
  buffer.writeInt32BE(oids[type], 8)
  const written = Buffer.from(buffer.subarray(0, end))
  if (buffer.length > mostKept) buffer = Buffer.allocUnsafe(1 << 16)
  return written
}

function writeText(value: string): void {
  // A UTF-16 unit comes to three bytes at most.
  room(value.length * 3)
  end += buffer.write(value, end)
}

const digits = new Int8Array(128).fill(-1)
for (const [value, digit] of [...'0123456789abcdef'].entries()) digits[digit.charCodeAt(0)] = digits[digit.toUpperCase().charCodeAt(0)] = value
const digitAt = (text: string, place: number) => digits[text.charCodeAt(place)] ?? -1

/** @throws TypeError when it is none */
function writeUuid(value: string): void {
  let wrong = value.length === 36 ? 0 : -1
  for (let place = 0; place < 36; place += 2) {
    if (place === 8 || place === 13 || place === 18 || place === 23) place++
    const [high, low] = [digitAt(value, place), digitAt(value, place + 1)]
    wrong |= high | low
    buffer[end++] = (high << 4) | low
  }
  if (wrong < 0) throw new TypeError(`“${value}” is no UUID`)
}

const epoch = Date.UTC(2000, 0, 1)

/** To the microsecond. @throws RangeError when it is no instant */
function writeInstant(value: string): void {
  const ms = Date.parse(value) - epoch
  if (Number.isNaN(ms)) throw new RangeError(`“${value}” is no instant`)
  // Nearly all are to the millisecond.
  const beyond = value.length === 24 && value.charCodeAt(19) === 46 && value.charCodeAt(23) === 90 ? 0 : Number((/\.\d{3}(\d{1,3})/.exec(value)?.[1] ?? '').padEnd(3, '0'))
  const micros = ms * 1000 + beyond
  if (!Number.isSafeInteger(micros)) {
    end = buffer.writeBigInt64BE(BigInt(ms) * 1000n + BigInt(beyond), end)
    return
  }
  const high = Math.floor(micros / 2 ** 32)
  end = buffer.writeInt32BE(high, end)
  end = buffer.writeUInt32BE(micros - high * 2 ** 32, end)
}

/** @throws RangeError when it is none */
function writeInteger(value: number): void {
  if (!Number.isInteger(value)) throw new RangeError(`${value} is no whole number`)
  end = buffer.writeInt32BE(value, end)
}

function writeJsonb(value: string): void {
  end = buffer.writeUInt8(1, end)
  writeText(value)
}

export const booleans = (values: readonly boolean[]) => arrayOf('boolean', values, (value) => { end = buffer.writeUInt8(value ? 1 : 0, end) })
export const integers = (values: readonly number[]) => arrayOf('integer', values, writeInteger)
export const texts = (values: readonly (string | null)[]) => arrayOf('text', values, writeText)
export const uuids = (values: readonly (string | null)[]) => arrayOf('uuid', values, writeUuid)
/** Of RFC 3339 instants. */
export const instants = (values: readonly (string | null)[]) => arrayOf('timestamptz', values, writeInstant)
/** Of JSON texts. */
export const jsons = (values: readonly (string | null)[]) => arrayOf('json', values, writeText)
/** Of JSON texts. */
export const jsonbs = (values: readonly (string | null)[]) => arrayOf('jsonb', values, writeJsonb)

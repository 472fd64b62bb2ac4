/** Entries of a tar archive (ustar), so that any tar opens a backup. */
export interface TarEntry {
  name: string
  body: Buffer
}

const block = 512
/** A row of a table is far smaller; what claims to be larger is damage. */
const largestEntry = 1024 * 1024 * 1024

/** @param at its time, which tar shows */
export function tarEntry({ name, body }: TarEntry, at: Date): Buffer {
  const header = Buffer.alloc(block)
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`
  if (Buffer.byteLength(name) > 100) throw new Error(`${name} is too long for a name in a tar archive`)
  header.write(name, 0)
  header.write(octal(0o600, 8), 100)
  header.write(octal(0, 8), 108)
  header.write(octal(0, 8), 116)
  header.write(octal(body.length, 12), 124)
  header.write(octal(Math.floor(at.getTime() / 1000), 12), 136)
  header.write('        0', 148)
  header.write('ustar\x0000', 257)
  header.write(`${checksumOf(header).toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, body, Buffer.alloc(padding(body.length))])
}

/** Two empty blocks end an archive. */
export const tarEnd = (): Buffer => Buffer.alloc(2 * block)

/** @throws Error when the bytes are no whole archive */
export async function* readTar(bytes: AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
  const take = reader(bytes)
  for (;;) {
    const header = await take(block)
    if (header.every((byte) => byte === 0)) return
    const text = (from: number, length: number) => header.toString('utf8', from, from + length).replace(/\0.*$/s, '').trim()
    if (Number.parseInt(text(148, 8), 8) !== checksumOf(header)) throw new Error('an entry’s header is damaged')
    const size = Number.parseInt(text(124, 12), 8)
    if (!(size >= 0 && size <= largestEntry)) throw new Error('an entry’s size is damaged')
    const body = await take(size)
    await take(padding(size))
    yield { name: text(0, 100), body }
  }
}

const padding = (size: number) => (block - (size % block)) % block

/** Of a header's bytes, its own checksum taken for spaces. */
function checksumOf(header: Buffer): number {
  let sum = 0
  for (let index = 0; index < block; index++) sum += index >= 148 && index < 156 ? 32 : header[index]!
  return sum
}

function reader(bytes: AsyncIterable<Buffer>): (length: number) => Promise<Buffer> {
  const source = bytes[Symbol.asyncIterator]()
  let kept: Buffer[] = []
  let size = 0
  return async (length) => {
    while (size < length) {
      const next = await source.next()
      if (next.done) throw new Error('it ends too early')
      kept.push(next.value)
      size += next.value.length
    }
    const whole = kept.length === 1 ? kept[0]! : Buffer.concat(kept)
    kept = [whole.subarray(length)]
    size = whole.length - length
    return whole.subarray(0, length)
  }
}

import { crc32, deflateSync, inflateSync } from 'node:zlib'

const signature = 8
const mostColours = 256

/**
 * Rewrites a screenshot with a palette of its most frequent colours, which a third of the bytes hold.
 * @param png with 8 bits for each of red, green and blue (and alpha, which is left out), not interlaced
 */
export function withPalette(png: Buffer): Buffer {
  const { width, height, bytes, pixels } = readPixels(png)
  const counts = new Map<number, number>()
  const colourAt = (at: number) => (pixels[at]! << 16) | (pixels[at + 1]! << 8) | pixels[at + 2]!
  for (let at = 0; at < pixels.length; at += bytes) counts.set(colourAt(at), (counts.get(colourAt(at)) ?? 0) + 1)
  const palette = [...counts].sort((a, b) => b[1] - a[1]).slice(0, mostColours).map(([colour]) => colour)
  const index = new Map([...counts.keys()].map((colour) => [colour, nearest(palette, colour)]))
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = index.get(colourAt((y * width + x) * bytes))!
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 3, 0, 0, 0], 8)
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))
  return Buffer.concat([png.subarray(0, signature), chunk('IHDR', head), chunk('PLTE', colours), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))])
}

function nearest(palette: readonly number[], colour: number): number {
  let [best, least] = [0, Infinity]
  for (const [at, other] of palette.entries()) {
    const distance = ((colour >> 16) - (other >> 16)) ** 2 + (((colour >> 8) & 255) - ((other >> 8) & 255)) ** 2 + ((colour & 255) - (other & 255)) ** 2
    if (distance < least) [best, least] = [at, distance]
  }
  return best
}

function readPixels(png: Buffer): { width: number; height: number; bytes: number; pixels: Buffer } {
  const data: Buffer[] = []
  for (let at = signature; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  }
  const [width, height, bytes] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25] === 6 ? 4 : 3]
  const filtered = inflateSync(Buffer.concat(data))
  const row = width * bytes
  const pixels = Buffer.alloc(row * height)
  for (let y = 0; y < height; y++) {
    const filter = filtered[y * (row + 1)]!
    for (let x = 0; x < row; x++) {
      const at = y * row + x
      const left = x >= bytes ? pixels[at - bytes]! : 0
      const above = y > 0 ? pixels[at - row]! : 0
      const corner = x >= bytes && y > 0 ? pixels[at - row - bytes]! : 0
      pixels[at] = filtered[y * (row + 1) + 1 + x]! + [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter]!
    }
  }
  return { width, height, bytes, pixels }
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner
  const [toLeft, toAbove, toCorner] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)]
  return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const whole = Buffer.alloc(body.length + 8)
  whole.writeUInt32BE(data.length, 0)
  body.copy(whole, 4)
  whole.writeUInt32BE(crc32(body), body.length + 4)
  return whole
}

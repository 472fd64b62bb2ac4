import net from 'node:net'

/** What a server did under load. */
export interface Loaded {
  /** Answers a second. */
  rate: number
  /** Of each answer, in ms. */
  latencies: number[]
}

const end = Buffer.from('\r\n\r\n')

/**
 * Asks a server for these paths in turn over so many connections, each with one request under way. Plain sockets: what the client costs takes as
 * little as can be from the server beside it.
 * @throws when an answer is anything but 200 with a length
 */
export async function load(url: string, paths: readonly string[], { connections, ms, headers = {} }: { connections: number; ms: number; headers?: Record<string, string> }): Promise<Loaded> {
  const { hostname, port, host } = new URL(url)
  const requests = paths.map((path) => Buffer.from(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`))
  const latencies: number[] = []
  const begun = performance.now()
  const ask = (first: number) =>
    new Promise<void>((resolve, reject) => {
      const socket = net.connect(Number(port), hostname)
      let turn = first
      let asked = 0
      /** Bytes that are still to come of this answer; null until its length is known. */
      let missing: number | null = null
      let head = Buffer.alloc(0)
      const next = () => {
        missing = null
        head = Buffer.alloc(0)
        asked = performance.now()
        socket.write(requests[turn++ % requests.length]!)
      }
      socket.setNoDelay(true)
      socket.once('connect', next)
      socket.on('data', (chunk) => {
        if (missing === null) {
          head = Buffer.concat([head, chunk])
          const at = head.indexOf(end)
          if (at < 0) return
          const length = lengthOf(head.toString('latin1', 0, at))
          if (length === null) return void socket.destroy(new Error(`The server answered ${head.toString('utf8', 0, 500)}`))
          missing = length - (head.length - at - end.length)
        } else {
          missing -= chunk.length
        }
        if (missing > 0) return
        const now = performance.now()
        latencies.push(now - asked)
        if (now - begun < ms) next()
        else socket.end()
      })
      socket.once('error', reject)
      socket.once('close', () => resolve())
    })
  await Promise.all(Array.from({ length: connections }, (_, index) => ask(index)))
  return { rate: latencies.length / ((performance.now() - begun) / 1000), latencies }
}

const lengthOf = (head: string): number | null => (head.startsWith('HTTP/1.1 200 ') ? Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? NaN) || null : null)

import { connect, createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import path from 'node:path'

/** What becomes of a COMMIT: it passes, it never arrives, or it is done and its answer lost. */
export type CommitFate = 'passes' | 'never_arrives' | 'answer_lost'

export interface PostgresProxy {
  /** For `pg`, in place of the database's own. */
  url: string
  /** Asked for each COMMIT. */
  commit: () => CommitFate
  /** Connections are refused while it is true. */
  closed: boolean
  /** Cuts every connection. */
  cutAll(): void
  close(): Promise<void>
}

/** Stands before a PostgreSQL, speaks its protocol as far as it has to, and loses what it is told to lose. */
export async function startPostgresProxy(databaseUrl: string): Promise<PostgresProxy> {
  const target = new URL(databaseUrl.replace('@/', '@localhost/'))
  const host = target.searchParams.get('host') ?? target.hostname
  const port = target.searchParams.get('port') ?? (target.port || '5432')
  const open = new Set<Socket>()
  const server = createServer((client) => {
    if (proxy.closed) return client.destroy()
    const behind = host.startsWith('/') ? connect(path.join(host, `.s.PGSQL.${port}`)) : connect(Number(port), host)
    const end = () => {
      client.destroy()
      behind.destroy()
      open.delete(client)
    }
    open.add(client)
    for (const socket of [client, behind]) socket.on('error', end).on('close', end)
    let answersAreLost = false
    const messages = readMessages((message) => {
      const fate = isCommit(message) ? proxy.commit() : 'passes'
      if (fate === 'never_arrives') return end()
      answersAreLost ||= fate === 'answer_lost'
      behind.write(message)
    })
    client.on('data', messages)
    behind.on('data', (chunk: Buffer) => {
      // It is done when it is answered; nobody in front hears of it.
      if (answersAreLost) end()
      else client.write(chunk)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy: PostgresProxy = {
    url: `postgres://${target.username}@127.0.0.1:${(server.address() as AddressInfo).port}${target.pathname}?sslmode=disable`,
    commit: () => 'passes',
    closed: false,
    cutAll: () => { for (const socket of open) socket.destroy() },
    close: () => new Promise((resolve) => {
      for (const socket of open) socket.destroy()
      server.close(() => resolve())
    }),
  }
  return proxy
}

/** Cuts a stream into the front end's messages: the first has no type, each other one a type and a length. */
function readMessages(take: (message: Buffer) => void): (chunk: Buffer) => void {
  let kept = Buffer.alloc(0)
  let started = false
  return (chunk) => {
    kept = Buffer.concat([kept, chunk])
    for (;;) {
      const head = started ? 1 : 0
      if (kept.length < head + 4) return
      const length = head + kept.readInt32BE(head)
      if (kept.length < length) return
      const message = kept.subarray(0, length)
      kept = kept.subarray(length)
      started = true
      take(message)
    }
  }
}

function isCommit(message: Buffer): boolean {
  const type = String.fromCharCode(message[0] ?? 0)
  return (type === 'Q' || type === 'P') && /^commit\b/i.test(message.subarray(5).toString('latin1').replaceAll('\u0000', ''))
}

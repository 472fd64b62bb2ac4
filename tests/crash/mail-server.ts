import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export interface CrashMailServer {
  port: number
  /** Whole mails, as they were handed over. */
  taken: string[]
  stop(): Promise<void>
}

/** Takes every mail. */
export async function startMailServer(): Promise<CrashMailServer> {
  const taken: string[] = []
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS'], logger: false,
    onData(stream, _session, done) {
      let text = ''
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
      stream.on('end', () => { taken.push(text); done() })
    },
  })
  // Whoever sends may be killed in the middle of it.
  server.on('error', () => {})
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done))
  return { port: (server.server.address() as AddressInfo).port, taken, stop: () => new Promise((done) => server.close(done)) }
}

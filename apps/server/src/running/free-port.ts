import { createServer, type AddressInfo } from 'node:net'
import { Sentence } from './sentence.ts'

/**
 * Finds out before anything is started whether we can listen.
 * @returns the port, which the system chooses for 0
 * @throws Sentence when it is taken or not ours to take
 */
export async function findPort(host: string, port: number): Promise<number> {
  const probe = createServer()
  try {
    return await new Promise<number>((resolve, reject) => {
      probe.once('error', reject)
      probe.listen({ host, port, exclusive: true }, () => resolve((probe.address() as AddressInfo).port))
    })
  } catch (err) {
    throw portSentence(err as NodeJS.ErrnoException, host, port)
  } finally {
    await new Promise((resolve) => probe.close(resolve))
  }
}

export function portSentence(err: NodeJS.ErrnoException, host: string, port: number): Error {
  const sentences: Record<string, string> = {
    EADDRINUSE: `Port ${port} on ${host} is taken by another program. Stop it, or start with another one: PORT=${port + 1} npm start`,
    EACCES: `Port ${port} on ${host} may not be used by this account. Choose one above 1023, such as PORT=4300.`,
    EADDRNOTAVAIL: `${host} is not an address of this machine. Use HOST=127.0.0.1, or HOST=0.0.0.0 for all addresses.`,
    ENOTFOUND: `${host} is not an address of this machine. Use HOST=127.0.0.1, or HOST=0.0.0.0 for all addresses.`,
  }
  const sentence = sentences[err.code ?? '']
  return sentence ? new Sentence(sentence, { cause: err }) : err
}

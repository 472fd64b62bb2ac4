import { createServer, type AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { findPort } from './free-port.ts'

it('finds a free port, and names one that is taken with a way on', async () => {
  expect(await findPort('127.0.0.1', 0)).toBeGreaterThan(1023)
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo
  await expect(findPort('127.0.0.1', port)).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken by another program. Stop it, or start with another one: PORT=${port + 1} npm start`)
  await new Promise((resolve) => other.close(resolve))
  expect(await findPort('127.0.0.1', port)).toBe(port)
})

it('says when an address is none of this machine', async () => {
  await expect(findPort('203.0.113.7', 0)).rejects.toThrow('203.0.113.7 is not an address of this machine. Use HOST=127.0.0.1')
})

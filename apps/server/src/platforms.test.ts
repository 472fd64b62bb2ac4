import { expect, it } from 'vitest'
import { isAddress } from './config/config.ts'
import { connectorsOf, connectorVariables, isReachable, platformAddresses } from './platforms.ts'

const address = connectorVariables.find((variable) => isAddress(variable.name))!.name

it('has every platform with an address, configured or by default', () => {
  const here = platformAddresses({ environment: {} })
  expect(here.length).toBeGreaterThan(0)
  for (const { address: url } of here) expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(platformAddresses({ environment: { [address]: 'https://store.example' } }).map((each) => each.address)).toContain('https://store.example')
})

it('expects platforms to reach us unless we are on loopback and they are not', () => {
  const away = { environment: { [address]: 'https://store.example' } }
  expect(isReachable('http://127.0.0.1:4300', { environment: {} })).toBe(true)
  expect(isReachable('http://127.0.0.1:4300', away)).toBe(false)
  expect(isReachable('http://localhost:4300', away)).toBe(false)
  expect(isReachable('https://hub.example.com', away)).toBe(true)
})

it('passes on what a connector says of its variables', () => {
  const configured = connectorsOf({ environment: { [address]: 'not an address' } })
  expect('mistakes' in configured && configured.mistakes.some((mistake) => mistake.startsWith(address))).toBe(true)
})

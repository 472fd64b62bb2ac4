import { expect, test } from 'vitest'
import { configureConnectors, definitions } from './index.ts'

test('every platform of the list is configured, under its own name', () => {
  const configured = configureConnectors({})
  expect('connectors' in configured && [...configured.connectors.keys()]).toEqual(definitions.map((definition) => definition.manifest.platform))
  expect(new Set(definitions.map((definition) => definition.manifest.platform)).size).toBe(definitions.length)
})

test('mistakes come all at once, and then nothing is configured', () => {
  const configured = configureConnectors({ LITESHOP_URL: 'ftp://x' })
  expect('mistakes' in configured && configured.mistakes.length).toBe(3)
})

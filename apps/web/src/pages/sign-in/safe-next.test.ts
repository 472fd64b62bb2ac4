import { expect, it } from 'vitest'
import { safeNext } from './safe-next.ts'

it.each(['/orders', '/orders?status=pending&q=a%2Fb', '/ec-integrations/1?authorized=1#top', '/'])('F128 leads on to %s', (next) => {
  expect(safeNext(next)).toBe(next)
})

it.each([
  undefined, '', 'orders', 'https://evil.example', 'HTTPS:evil.example', 'javascript:alert(1)', 'data:text/html,x', '//evil.example', '///evil.example', '/\\evil.example', '\\\\evil.example',
  '/\t/evil.example', '/\n/evil.example', '/\r\\evil.example', '\t//evil.example', ' /orders', '//evil.example@here.invalid', '//:80', '/\\/here.invalid:1/x', '/..//evil.example', '/.//evil.example', '/a/%2e%2e//evil.example', '.evil.example', '@evil.example',
])('F128 leads home instead of to %j', (next) => {
  expect(safeNext(next)).toBe('/')
})

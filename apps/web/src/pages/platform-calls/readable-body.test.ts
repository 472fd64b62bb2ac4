import { expect, it } from 'vitest'
import { readableBody } from './readable-body.ts'

it('indents JSON', () => {
  expect(readableBody('{"items":[{"sku":"A"}]}')).toBe('{\n  "items": [\n    {\n      "sku": "A"\n    }\n  ]\n}')
})

it('puts each field of a form on its line', () => {
  expect(readableBody('grant_type=refresh_token&refresh_token=***&scope=a+b%2Fc')).toBe('grant_type = refresh_token\nrefresh_token = ***\nscope = a b/c')
})

it.each(['<html><a href="?a=b&c=d">No</a></html>', '{"cut off', 'Service Unavailable', ''])('leaves %j as it came', (body) => {
  expect(readableBody(body)).toBe(body)
})

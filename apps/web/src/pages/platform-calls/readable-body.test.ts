import { expect, it } from 'vitest'
import { readableBody } from './readable-body.ts'

it('indents JSON', () => {
  expect(readableBody('{"items":[{"sku":"A"}]}')).toBe('{\n  "items": [\n    {\n      "sku": "A"\n    }\n  ]\n}')
})

it('F119 spells out signs that turn the writing direction, and says the same', () => {
  const body = JSON.stringify({ name: 'a\u2069\u202egnp.exe 👨\u200d👩' })
  expect(readableBody(body)).toBe('{\n  "name": "a\\u2069\\u202egnp.exe 👨\u200d👩"\n}')
  expect(JSON.parse(readableBody(body))).toEqual(JSON.parse(body))
})

it('puts each field of a form on its line', () => {
  expect(readableBody('grant_type=refresh_token&refresh_token=***&scope=a+b%2Fc')).toBe('grant_type = refresh_token\nrefresh_token = ***\nscope = a b/c')
})

it.each(['<html><a href="?a=b&c=d">No</a></html>', '{"cut off', 'Service Unavailable', ''])('leaves %j as it came', (body) => {
  expect(readableBody(body)).toBe(body)
})

import { expect, it } from 'vitest'
import { makePassword } from './make-password.ts'
import { shortestPassword } from './shortest-password.ts'

it('makes passwords that are long enough, easy to read aloud, and never the same', () => {
  const made = Array.from({ length: 200 }, makePassword)
  for (const password of made) expect(password).toMatch(/^[abcdefghjkmnpqrstuvwxyz23456789]{4}(-[abcdefghjkmnpqrstuvwxyz23456789]{4}){4}$/)
  expect(new Set(made).size).toBe(made.length)
  expect(made.every((password) => password.length >= shortestPassword)).toBe(true)
})

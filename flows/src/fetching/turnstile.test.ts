import { describe, expect, it } from 'vitest'
import { createTurnstile } from './turnstile.ts'

describe('a turnstile', () => {
  it('lets past at once while nothing is under way, and else when that is over, however often it is said', async () => {
    const past: string[] = []
    const turnstile = createTurnstile()
    await turnstile.passed()
    turnstile.begin()
    const waiting = turnstile.passed().then(() => past.push('waited'))
    await Promise.resolve()
    past.push('written')
    turnstile.end()
    turnstile.end()
    await waiting
    await turnstile.passed()
    expect(past).toEqual(['written', 'waited'])
  })

  it('keeps nobody waiting for what was forgotten', async () => {
    const turnstile = createTurnstile()
    turnstile.begin()
    const waiting = turnstile.passed()
    turnstile.begin()
    await waiting
    turnstile.end()
  })
})

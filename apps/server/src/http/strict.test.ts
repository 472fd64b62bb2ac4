import { contract } from '@crossdock/contract'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { strictContract, strictly } from './strict.ts'

describe('strict input', () => {
  it('keeps what a schema refines, transforms and defaults', () => {
    const schema = strictly(z.object({ a: z.string().trim().min(1), limit: z.coerce.number().default(50), pair: z.object({ x: z.int() }).refine((value) => value.x > 0).optional() }))
    expect(schema.parse({ a: ' b ' })).toEqual({ a: 'b', limit: 50 })
    expect(schema.safeParse({ a: 'b', pair: { x: 0 } }).success).toBe(false)
    expect(schema.safeParse({ a: 'b', pair: { x: 1, y: 2 } }).success).toBe(false)
  })

  it('refuses an unknown member in every endpoint that takes an object', async () => {
    const loose: string[] = []
    for (const [resource, endpoints] of Object.entries(strictContract(contract))) {
      for (const [name, endpoint] of Object.entries(endpoints)) {
        const schema = (endpoint as { '~orpc': { inputSchema?: z.ZodType } })['~orpc'].inputSchema
        const variants = schema instanceof z.ZodDiscriminatedUnion ? ['hold', 'release', 'process'].map((action) => ({ action })) : [{}]
        for (const variant of schema ? variants : []) {
          const result = schema!.safeParse({ ...variant, thisIsNoField: 1 })
          if (!result.error?.issues.some((issue) => issue.code === 'unrecognized_keys')) loose.push(`${resource}.${name}`)
        }
      }
    }
    expect(loose).toEqual([])
  })
})

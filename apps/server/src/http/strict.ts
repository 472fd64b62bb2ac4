import type { Contract } from '@crossdock/contract'
import { z } from 'zod'

/**
 * The same schema, refusing members that it does not know, at every depth: a misspelt field is told to its sender
 * instead of being dropped.
 */
export function strictly(schema: z.ZodType): z.ZodType {
  const def = schema.def as unknown as Record<string, unknown>
  const inner = (key: string) => strictly(def[key] as z.ZodType)
  const remade = (changes: Record<string, unknown>) => schema.clone({ ...def, ...changes } as never)
  switch (schema.def.type) {
    case 'object': {
      const shape = Object.fromEntries(Object.entries(def['shape'] as Record<string, z.ZodType>).map(([key, member]) => [key, strictly(member)]))
      return remade({ shape, catchall: z.never() })
    }
    case 'array': return remade({ element: inner('element') })
    case 'optional':
    case 'nullable':
    case 'default': return remade({ innerType: inner('innerType') })
    case 'union': return remade({ options: (def['options'] as z.ZodType[]).map(strictly) })
    default: return schema
  }
}

interface EndpointLike {
  '~orpc': { inputSchema?: z.ZodType }
}

/** A contract whose every input is strict. An endpoint without input takes nothing at all. */
export function strictContract(contract: Contract): Contract {
  const strictEndpoint = (endpoint: EndpointLike) =>
    Object.assign(Object.create(Object.getPrototypeOf(endpoint) as object) as object, endpoint, {
      '~orpc': { ...endpoint['~orpc'], ...(endpoint['~orpc'].inputSchema ? { inputSchema: strictly(endpoint['~orpc'].inputSchema) } : {}) },
    })
  const entries = Object.entries(contract).map(([resource, endpoints]) => [
    resource,
    Object.fromEntries(Object.entries(endpoints).map(([name, endpoint]) => [name, strictEndpoint(endpoint as EndpointLike)])),
  ])
  return Object.fromEntries(entries) as Contract
}

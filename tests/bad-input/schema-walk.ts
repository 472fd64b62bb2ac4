import { contract } from '@crossdock/contract'
import type { z } from 'zod'

export interface Endpoint {
  /** Such as `orders.ship`. */
  name: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`. */
  path: string
  input: z.ZodType | undefined
  /** Every refusal that it says it gives. */
  codes: string[]
}

export const endpoints: Endpoint[] = Object.entries(contract).flatMap(([resource, each]) =>
  Object.entries(each as Record<string, { '~orpc': { route: Pick<Endpoint, 'method' | 'path'>; inputSchema?: z.ZodType; errorMap: Record<string, unknown> } }>).map(([name, endpoint]) => {
    const { route, inputSchema, errorMap } = endpoint['~orpc']
    return { name: `${resource}.${name}`, method: route.method, path: route.path, input: inputSchema, codes: Object.keys(errorMap) }
  }),
)

interface Def {
  type: string
  shape?: Record<string, z.ZodType>
  innerType?: z.ZodType
  in?: z.ZodType
  element?: z.ZodType
  options?: z.ZodType[]
  values?: unknown[]
  discriminator?: string
}
export const defOf = (schema: z.ZodType) => schema.def as unknown as Def

/** What is within what may be left out, be null or be made into something else. */
export function bare(schema: z.ZodType): z.ZodType {
  const { innerType, in: input } = defOf(schema)
  const inner = innerType ?? input
  return inner ? bare(inner) : schema
}

/** Every field of an input, lists and their members too: `parcels`, `parcels[]`, `parcels[].lines` and so on. */
export function fieldsOf(schema: z.ZodType, at = ''): string[] {
  const { type, shape, element } = defOf(bare(schema))
  if (type === 'object') return Object.entries(shape ?? {}).flatMap(([key, each]) => [at ? `${at}.${key}` : key, ...fieldsOf(each, at ? `${at}.${key}` : key)])
  if (type === 'array' && element) return [`${at}[]`, ...fieldsOf(element, `${at}[]`)]
  return []
}

/** Every place of an input where there are named fields: the empty one is the input itself. */
export function objectsOf(schema: z.ZodType, at = ''): string[] {
  const { type, shape, element } = defOf(bare(schema))
  if (type === 'object') return [at, ...Object.entries(shape ?? {}).flatMap(([key, each]) => objectsOf(each, at ? `${at}.${key}` : key))]
  if (type === 'array' && element) return objectsOf(element, `${at}[]`)
  return []
}

/** The inputs of an endpoint: several when a field says which of them is meant. */
export function inputsOf({ name, input }: Endpoint): { form: string; schema: z.ZodType }[] {
  if (!input) return []
  const { options, discriminator } = defOf(input)
  if (!options || !discriminator) return [{ form: name, schema: input }]
  return options.map((schema) => ({ form: `${name}:${String(defOf(defOf(schema).shape![discriminator]!).values![0])}`, schema }))
}

import { contract } from '@crossdock/contract'

/** As much of a zod schema as is looked at. */
export interface Schema {
  def: { type: string }
}

export interface Endpoint {
  /** Such as `orders.ship`. */
  name: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`. */
  path: string
  input: Schema | undefined
  /** Every refusal that it says it gives. */
  codes: string[]
}

export const endpoints: Endpoint[] = Object.entries(contract).flatMap(([resource, each]) =>
  Object.entries(each as Record<string, { '~orpc': { route: Pick<Endpoint, 'method' | 'path'>; inputSchema?: Schema; errorMap: Record<string, unknown> } }>).map(([name, endpoint]) => {
    const { route, inputSchema, errorMap } = endpoint['~orpc']
    return { name: `${resource}.${name}`, method: route.method, path: route.path, input: inputSchema, codes: Object.keys(errorMap) }
  }),
)

interface Def {
  type: string
  shape?: Record<string, Schema>
  innerType?: Schema
  in?: Schema
  element?: Schema
  options?: Schema[]
  values?: unknown[]
  discriminator?: string
}
export const defOf = (schema: Schema) => schema.def as Def

/** What is within what may be left out, be null or be made into something else. */
export function bare(schema: Schema): Schema {
  const { innerType, in: input } = defOf(schema)
  const inner = innerType ?? input
  return inner ? bare(inner) : schema
}

/** Every field of an input, lists and their members too: `parcels`, `parcels[]`, `parcels[].lines` and so on. */
export function fieldsOf(schema: Schema, at = ''): string[] {
  const { type, shape, element } = defOf(bare(schema))
  if (type === 'object') return Object.entries(shape ?? {}).flatMap(([key, each]) => [at ? `${at}.${key}` : key, ...fieldsOf(each, at ? `${at}.${key}` : key)])
  if (type === 'array' && element) return [`${at}[]`, ...fieldsOf(element, `${at}[]`)]
  return []
}

/** Every place of an input where there are named fields: the empty one is the input itself. */
export function objectsOf(schema: Schema, at = ''): string[] {
  const { type, shape, element } = defOf(bare(schema))
  if (type === 'object') return [at, ...Object.entries(shape ?? {}).flatMap(([key, each]) => objectsOf(each, at ? `${at}.${key}` : key))]
  if (type === 'array' && element) return objectsOf(element, `${at}[]`)
  return []
}

/** The inputs of an endpoint: several when a field says which of them is meant. */
export function inputsOf({ name, input }: Endpoint): { form: string; schema: Schema }[] {
  if (!input) return []
  const { options, discriminator } = defOf(input)
  if (!options || !discriminator) return [{ form: name, schema: input }]
  return options.map((schema) => ({ form: `${name}:${String(defOf(defOf(schema).shape![discriminator]!).values![0])}`, schema }))
}

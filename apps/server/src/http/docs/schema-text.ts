/** As much of JSON Schema as our own schemas use. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  format?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  default?: unknown
  description?: string
}

const safe = Number.MAX_SAFE_INTEGER

/** A schema as people read it: like TypeScript, with limits and meanings as comments. */
export function describeSchema(schema: Schema | boolean | undefined, indent = ''): string {
  if (schema === undefined || schema === true) return 'anything'
  if (schema === false) return 'nothing'
  if (schema.$ref) return schema.$ref.split('/').at(-1) ?? ''
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return [...new Set(choices.map((choice) => describeSchema(choice, indent)))].join(' | ')
  if (schema.allOf) return schema.allOf.map((part) => describeSchema(part, indent)).join(' & ')
  if (schema.type === 'object') return describeObject(schema, indent)
  if (schema.type === 'array') return `${bracketed(describeSchema(schema.items, indent))}[]${limits(schema.minItems, schema.maxItems, '')}`
  if (Array.isArray(schema.type)) return schema.type.join(' | ')
  if (schema.type === 'string') return (schema.format ?? 'string') + limits(schema.minLength, schema.maxLength, ' characters')
  return (schema.type ?? 'anything') + limits(schema.minimum, schema.maximum, '')
}

function describeObject(schema: Schema, indent: string): string {
  const deeper = `${indent}  `
  const members = Object.entries(schema.properties ?? {}).map(([name, member]) => {
    const optional = schema.required?.includes(name) ? '' : '?'
    const meaning = member.description ? `  // ${member.description}` : ''
    return `${deeper}${name}${optional}: ${describeSchema(member, deeper)}${meaning}`
  })
  if (typeof schema.additionalProperties === 'object') members.push(`${deeper}[name]: ${describeSchema(schema.additionalProperties, deeper)}`)
  return members.length === 0 ? '{}' : `{\n${members.join('\n')}\n${indent}}`
}

const bracketed = (text: string) => (/[|&]/.test(text) && !text.startsWith('{') ? `(${text})` : text)

function limits(from: number | undefined, to: number | undefined, unit: string): string {
  const low = from !== undefined && from > -safe ? from : undefined
  const high = to !== undefined && to < safe ? to : undefined
  if (low === undefined && high === undefined) return ''
  return ` (${low === undefined ? `at most ${high}` : high === undefined ? `at least ${low}` : `${low}–${high}`}${unit})`
}

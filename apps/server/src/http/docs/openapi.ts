import { contract, problemDocument } from '@crossdock/contract'
import { OpenAPIGenerator } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { strictContract } from '../strict.ts'

const about = `The HTTP API of Crossdock, a warehouse's e-commerce hub. The screens use the same endpoints.

- **Signing in**: a session cookie from \`POST /api/auth/sign-in/email\` with \`{"email", "password"}\`, or \`Authorization: Bearer <api key>\`. An API key has a role; one of role merchant reaches that merchant's rows alone, and another's id is 404.
- **JSON** in camelCase. Unknown members are refused. Instants are RFC 3339, money is whole TWD.
- **Lists** answer \`{"items", "nextCursor"}\`; send \`cursor\` to go on. \`limit\` is at most 200.
- **Writes** take \`Idempotency-Key\` (1–255 characters, kept 24 hours): a write that succeeded is answered as the first time, with \`Idempotency-Replayed: true\`.
- **Errors** are problem documents (RFC 9457) with a stable \`code\`, in English or Traditional Chinese by \`Accept-Language\`.`

export type ApiDescription = Awaited<ReturnType<OpenAPIGenerator['generate']>>

/** The OpenAPI 3.1 document of everything below `/api/v1`. */
export async function describeApi(publicUrl: string, version: string): Promise<ApiDescription> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  const document = await generator.generate(strictContract(contract), {
    info: { title: 'Crossdock API', version, description: about, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: `${publicUrl}/api/v1` }],
    security: [{ session: [] }, { apiKey: [] }],
    commonSchemas: { Problem: { schema: problemDocument, strategy: 'output' } },
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: `${publicUrl.startsWith('https:') ? '__Secure-' : ''}crossdock.session_token`, description: 'the session of a signed-in user' },
        apiKey: { type: 'http', scheme: 'bearer', description: 'an API key, `cdk_…`' },
      },
      parameters: {
        IdempotencyKey: { name: 'Idempotency-Key', in: 'header', description: 'makes sending the same write again harmless', schema: { type: 'string', minLength: 1, maxLength: 255 } },
      },
    },
    customErrorResponseBodySchema: (errors) => ({
      allOf: [{ $ref: '#/components/schemas/Problem' }, { type: 'object', properties: { code: { enum: errors.map(([code]) => code) } } }],
    }),
  })
  for (const [path, operations] of Object.entries(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(operations ?? {})) finish(path, method, operation as Operation)
  }
  return document
}

interface Operation {
  security?: unknown[]
  parameters?: unknown[]
  responses?: Record<string, { description?: string; content?: Record<string, unknown> | undefined }>
}

function finish(path: string, method: string, operation: Operation): void {
  if (path.startsWith('/setup/')) operation.security = []
  if (method !== 'get') operation.parameters = [...(operation.parameters ?? []), { $ref: '#/components/parameters/IdempotencyKey' }]
  for (const [status, response] of Object.entries(operation.responses ?? {})) {
    if (Number(status) < 400 || !response.content) continue
    const problem = response.content['application/json']
    response.content = { 'application/problem+json': problem }
    response.description = `a problem: ${codesOf(problem).join(', ')}`
  }
}

function codesOf(problem: unknown): string[] {
  const { allOf } = (problem as { schema: { allOf: { properties?: { code: { enum: string[] } } }[] } }).schema
  return allOf.flatMap((part) => part.properties?.code.enum ?? [])
}

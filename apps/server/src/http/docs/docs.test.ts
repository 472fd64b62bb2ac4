import { contract, problemCatalogue } from '@crossdock/contract'
import { beforeAll, describe, expect, it } from 'vitest'
import { describeApi, type ApiDescription } from './openapi.ts'
import { docsPage } from './page.ts'
import { describeSchema } from './schema-text.ts'

let document: ApiDescription
beforeAll(async () => {
  document = await describeApi('https://hub.example.com', '1.2.3')
})

const operations = () => Object.entries(document.paths ?? {}).flatMap(([path, methods]) => Object.entries(methods ?? {}).map(([method, operation]) => ({ path, method, operation: operation as any })))
const endpoints = Object.values(contract).flatMap((resource) => Object.values(resource)).map((endpoint) => endpoint['~orpc'].route as { method: string; path: string })

describe('the OpenAPI document', () => {
  it('is of version 3.1, names its server and how to sign in', () => {
    expect(document.openapi).toMatch(/^3\.1\./)
    expect(document.servers).toEqual([{ url: 'https://hub.example.com/api/v1' }])
    expect(document.components?.securitySchemes).toMatchObject({ session: { in: 'cookie', name: '__Secure-crossdock.session_token' }, apiKey: { scheme: 'bearer' } })
  })

  it('has every endpoint of the contract, each with an id of its own', () => {
    expect(operations().map(({ path, method }) => `${method} ${path}`).sort()).toEqual(endpoints.map(({ method, path }) => `${method.toLowerCase()} ${path}`).sort())
    const ids = operations().map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('declares every parameter of a path, and no body for what only reads', () => {
    for (const { path, method, operation } of operations()) {
      const declared = (operation.parameters ?? []).filter((each: any) => each.in === 'path').map((each: any) => each.name)
      expect(declared.sort(), path).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort())
      if (method === 'get') expect(operation.requestBody, path).toBeUndefined()
    }
  })

  it('points only to what is there', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => match[1]!)
    expect(references.length).toBeGreaterThan(100)
    for (const reference of new Set(references)) {
      expect(reference.split('/').reduce<any>((place, part) => place?.[part], document), reference).toBeDefined()
    }
  })

  it('gives each refusal as a problem document with the codes of that endpoint', () => {
    const refused = (document.paths?.['/orders/{id}/shipments'] as any).post.responses['409']
    expect(refused.description).toBe('a problem: order_on_hold, order_wrong_status, tracking_number_taken, parcel_exceeds_order, order_canceled_at_store, order_changed_at_store, order_not_read')
    expect(Object.keys(refused.content)).toEqual(['application/problem+json'])
    for (const { operation } of operations()) for (const [status, answer] of Object.entries<any>(operation.responses)) {
      if (Number(status) >= 400) expect(Object.keys(answer.content)).toEqual(['application/problem+json'])
    }
  })

  it('offers Idempotency-Key on every write and on nothing else', () => {
    for (const { method, path, operation } of operations()) {
      expect((operation.parameters ?? []).some((each: any) => each.$ref === '#/components/parameters/IdempotencyKey'), path).toBe(method !== 'get')
    }
  })
})

describe('the docs page', () => {
  it('shows every endpoint and every problem, in both languages', () => {
    const page = docsPage(document)
    for (const { path } of endpoints) expect(page).toContain(`<code>${path}</code>`)
    for (const [code, { title }] of Object.entries(problemCatalogue)) {
      expect(page).toContain(`id="problem-${code}"`)
      expect(page).toContain(title.zh)
    }
  })

  it('needs nothing from elsewhere, no script and no inline style', () => {
    const page = docsPage(document)
    expect(page).not.toMatch(/<script|<style|style=|onclick|<img/)
    expect([...page.matchAll(/(?:src|href)="([^"#][^"]*)"/g)].map((match) => match[1])).toEqual(['/crossdock.svg', '/api/docs.css', '/api/openapi.json'])
  })

  it('shows no markup that a description brings along', () => {
    const page = docsPage({ ...document, info: { ...document.info, title: '<script>alert(1)</script>' } })
    expect(page).not.toContain('<script>')
  })

  it('writes schemas as people read them', () => {
    expect(describeSchema({ type: 'object', required: ['a'], properties: { a: { type: 'string', minLength: 1, maxLength: 9 }, b: { type: 'array', items: { enum: ['x', 'y'] }, description: 'why' }, c: { anyOf: [{ type: 'integer', minimum: 0, maximum: 100 }, { type: 'null' }] } } }))
      .toBe('{\n  a: string (1–9 characters)\n  b?: ("x" | "y")[]  // why\n  c?: integer (0–100) | null\n}')
  })
})

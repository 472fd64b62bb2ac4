import { problemCatalogue } from '@crossdock/contract'
import type { ApiDescription } from './openapi.ts'
import { describeSchema, type Schema } from './schema-text.ts'

interface Operation {
  operationId?: string
  summary?: string
  tags?: string[]
  parameters?: (Parameter | { $ref: string })[]
  requestBody?: { content?: Record<string, { schema?: Schema }> }
  responses?: Record<string, { description?: string; content?: Record<string, { schema?: Schema }> }>
}
interface Parameter {
  name: string
  in: string
  required?: boolean
  description?: string
  schema?: Schema
}
interface Endpoint {
  method: string
  path: string
  operation: Operation
}

/** The API's description as one page that needs nothing else but its style sheet. */
export function docsPage(document: ApiDescription): string {
  const byTag = Map.groupBy(endpointsOf(document), (endpoint) => endpoint.operation.tags?.[0] ?? 'Other')
  const navigation = [...byTag.keys()].map((tag) => `<li><a href="#${slug(tag)}">${escape(tag)}</a></li>`).join('')
  const sections = [...byTag].map(([tag, endpoints]) => `<section id="${slug(tag)}"><h2>${escape(tag)}</h2>${endpoints.map(showEndpoint).join('')}</section>`).join('')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(document.info.title)}</title>
<link rel="icon" href="/crossdock.svg" type="image/svg+xml">
<link rel="stylesheet" href="/api/docs.css">
</head>
<body>
<nav aria-label="Contents"><strong>${escape(document.info.title)}</strong><ul>${navigation}<li><a href="#problems">Problems</a></li></ul></nav>
<main>
<h1>${escape(document.info.title)} <small>${escape(document.info.version)}</small></h1>
<p>Base address: <code>${escape(document.servers?.[0]?.url ?? '')}</code> · for programs: <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1)</p>
${showText(document.info.description ?? '')}
${sections}
${showProblems()}
</main>
</body>
</html>
`
}

function endpointsOf(document: ApiDescription): Endpoint[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, operations]) =>
    Object.entries(operations ?? {}).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation: operation as unknown as Operation })),
  )
}

function showEndpoint({ method, path, operation }: Endpoint): string {
  const parameters = (operation.parameters ?? []).filter((each): each is Parameter => 'name' in each)
  const repeatable = (operation.parameters ?? []).some((each) => '$ref' in each)
  const body = operation.requestBody?.content?.['application/json']?.schema
  const answers = Object.entries(operation.responses ?? {})
  const good = answers.filter(([status]) => Number(status) < 400)
  const bad = answers.filter(([status]) => Number(status) >= 400)
  return `<article id="${escape(operation.operationId ?? slug(`${method} ${path}`))}">
<h3><span class="method ${method.toLowerCase()}">${method}</span> <code>${escape(path)}</code></h3>
<p>${escape(operation.summary ?? '')}</p>
${showParameters(parameters)}
${body ? showSchema('Body', body) : ''}
${repeatable ? '<p class="quiet">Takes <code>Idempotency-Key</code>.</p>' : ''}
${good.map(([status, answer]) => showSchema(`Answer ${status}`, answer.content?.['application/json']?.schema)).join('')}
<p class="quiet">Problems: ${bad.map(([status, answer]) => `${status} ${escape((answer.description ?? '').replace('a problem: ', ''))}`).join(' · ')}</p>
</article>`
}

function showParameters(parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return ''
  const rows = parameters.map(
    ({ name, in: place, required, description, schema }) =>
      `<tr><td><code>${escape(name)}</code>${required ? ' <b title="required">*</b>' : ''}</td><td>${place}</td><td><code>${escape(describeSchema(schema))}</code></td><td>${escape(description ?? schema?.description ?? '')}</td></tr>`,
  )
  return `<table><thead><tr><th scope="col">Parameter</th><th scope="col">In</th><th scope="col">Form</th><th scope="col">Meaning</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
}

function showSchema(label: string, schema: Schema | undefined): string {
  return schema ? `<details><summary>${label}</summary><pre tabindex="0">${escape(describeSchema(schema))}</pre></details>` : ''
}

function showProblems(): string {
  const entries = Object.entries(problemCatalogue).sort(([, a], [, b]) => a.status - b.status)
  const rows = entries.map(
    ([code, { status, title, detail }]) =>
      `<tr id="problem-${code}"><td>${status}</td><td><code>${code}</code></td><td>${escape(title.en)}<br><span class="quiet">${escape(detail.en)}</span></td><td lang="zh-Hant-TW">${escape(title.zh)}<br><span class="quiet">${escape(detail.zh)}</span></td></tr>`,
  )
  return `<section id="problems"><h2>Problems</h2><p>Every refusal is an <code>application/problem+json</code> document. <code>code</code> is stable; <code>params</code> holds what the texts are filled with; <code>errors</code> names fields.</p>
<table><thead><tr><th scope="col">Status</th><th scope="col">Code</th><th scope="col">English</th><th scope="col">繁體中文</th></tr></thead><tbody>${rows.join('')}</tbody></table></section>`
}

/** Paragraphs, lists, `code` and **bold**: all that our own description uses. */
function showText(text: string): string {
  return text
    .split('\n\n')
    .map((block) => {
      const inline = (line: string) => escape(line).replace(/`([^`]+)`/g, '<code>$1</code>').replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
      const lines = block.split('\n')
      return lines.every((line) => line.startsWith('- ')) ? `<ul>${lines.map((line) => `<li>${inline(line.slice(2))}</li>`).join('')}</ul>` : `<p>${inline(block)}</p>`
    })
    .join('\n')
}

const slug = (text: string) => text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escape = (text: string) => text.replace(/[&<>"']/g, (sign) => entities[sign]!)

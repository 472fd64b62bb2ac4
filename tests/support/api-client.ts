import type { ProblemDocument } from '@crossdock/contract'

/** Crossdock's API as a script would use it: signed in by cookie, or with an API key. */
export interface ApiClient {
  url: string
  cookie: string
  get<Answer>(path: string): Promise<Answer>
  post<Answer>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  put<Answer>(path: string, body: unknown): Promise<Answer>
  patch<Answer>(path: string, body: unknown): Promise<Answer>
  remove<Answer>(path: string): Promise<Answer>
  /** The refusal of a request that must be refused. */
  refused(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ProblemDocument>
}

export async function signIn(url: string, email: string, password: string): Promise<ApiClient> {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST', headers: { 'content-type': 'application/json', origin: url }, body: JSON.stringify({ email, password }),
  })
  if (!answer.ok) throw new Error(`Signing in failed: ${answer.status} ${await answer.text()}`)
  const cookie = answer.headers.getSetCookie().map((each) => each.split(';')[0]).join('; ')
  return createClient(url, { cookie })
}

export function withApiKey(url: string, key: string): ApiClient {
  return createClient(url, { authorization: `Bearer ${key}` })
}

function createClient(url: string, credentials: Record<string, string>): ApiClient {
  const send = async (method: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${url}/api/v1${path}`, {
      method,
      headers: { ...credentials, origin: url, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const done = async <Answer>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> => {
    const answer = await send(method, path, body, headers)
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
    return JSON.parse(text) as Answer
  }
  return {
    url, cookie: credentials['cookie'] ?? '',
    get: (path) => done('GET', path),
    post: (path, body, headers) => done('POST', path, body ?? {}, headers),
    put: (path, body) => done('PUT', path, body),
    patch: (path, body) => done('PATCH', path, body),
    remove: (path) => done('DELETE', path),
    async refused(method, path, body, headers) {
      const answer = await send(method, path, body, headers)
      if (answer.ok) throw new Error(`${method} ${path} was expected to be refused, and answered ${answer.status}`)
      return (await answer.json()) as ProblemDocument
    },
  }
}

import { problemFrom } from './problem-error.ts'

async function post(path: string, body: unknown): Promise<void> {
  const response = await fetch(path, { method: 'POST', credentials: 'same-origin', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  if (!response.ok) throw await problemFrom(response)
}

/** @throws ProblemError 401 when the e-mail address and password do not fit together, 429 after too many tries */
export function signIn(email: string, password: string): Promise<void> {
  return post('/api/auth/sign-in/email', { email, password })
}

export function signOut(): Promise<void> {
  return post('/api/auth/sign-out', {})
}

export interface DemoLogin {
  email: string
  password: string
  role: string
}

/** The ready-made logins of a demo; none where there is no demo. */
export async function readDemoLogins(): Promise<DemoLogin[]> {
  const response = await fetch('/api/demo', { credentials: 'same-origin' })
  if (!response.ok) return []
  const body: unknown = await response.json()
  return typeof body === 'object' && body !== null && 'logins' in body && Array.isArray(body.logins) ? body.logins.filter(isLogin) : []
}

function isLogin(value: unknown): value is DemoLogin {
  return typeof value === 'object' && value !== null && ['email', 'password', 'role'].every((key) => typeof (value as Record<string, unknown>)[key] === 'string')
}

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

/** The ready-made login of a demo, or null where there is none. */
export async function readDemoLogin(): Promise<{ email: string; password: string } | null> {
  const response = await fetch('/api/demo', { credentials: 'same-origin' })
  if (!response.ok) return null
  const body: unknown = await response.json()
  return typeof body === 'object' && body !== null && 'email' in body && typeof body.email === 'string' && 'password' in body && typeof body.password === 'string' ? { email: body.email, password: body.password } : null
}

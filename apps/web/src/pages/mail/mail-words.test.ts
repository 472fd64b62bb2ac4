import { expect, it } from 'vitest'
import { readMailSentence } from './mail-words.ts'

it.each([
  ['127.0.0.1:2: connect ECONNREFUSED 127.0.0.1:2', 'refused', '127.0.0.1:2'],
  ['smtp.nowhere.test:587: getaddrinfo ENOTFOUND smtp.nowhere.test', 'unresolved', 'smtp.nowhere.test'],
  ['smtp.example.com:587: Connection timeout', 'silent', 'smtp.example.com:587'],
  ['smtp.example.com:465: self-signed certificate', 'certificate', 'smtp.example.com:465'],
  ['smtp.example.com: 535 5.7.8 Authentication failed', 'words', 'smtp.example.com'],
  ['The process that was sending it ended before the mail server had answered.', 'lost', ''],
])('knows “%s” in any language', (kept, key, server) => {
  expect(readMailSentence(kept)).toMatchObject({ key, server })
})

it('leaves what it does not know as it is', () => {
  expect(readMailSentence('250 2.0.0 Ok: queued')).toBeNull()
})

import { describe, expect, it } from 'vitest'
import type { Alert } from '../ports/index.ts'
import { composeMail } from './compose-mail.ts'

const context = { language: 'en' as const, publicUrl: 'https://crossdock.example.com', timeZone: 'Asia/Taipei', platformName: () => 'Test Store' }
const alertOf = (account: string, error: string) =>
  ({ id: 'a', merchantId: 'm', kind: 'disconnected', owner: 'merchant', count: 1, subjectId: 's', params: { account, error, merchant: account, platform: 'teststore', reason: 'other', unsent: 0 }, since: new Date('2026-11-26T01:00:00Z') }) as unknown as Alert
const mailOf = (alert: Alert) => composeMail('at_once', { alerts: [alert], closed: 0, grownFrom: new Map() }, context)

describe('a mail', () => {
  it('F118 has what others wrote as text: no tag of theirs, no line of theirs in its head', () => {
    const hostile = '<img src=x onerror=alert(1)>"\'>\r\nBcc: all@example.com'
    const { subject, text, html } = mailOf(alertOf(hostile, hostile))
    expect(new Set([...html.matchAll(/<\/?(\w+)/g)].map(([, tag]) => tag))).toEqual(new Set(['html', 'meta', 'body', 'div', 'p', 'a']))
    expect(html).toContain('&#60;img src=x onerror=alert(1)&#62;&#34;&#39;&#62;')
    expect(text).toContain('<img src=x onerror=alert(1)>')
    expect(subject).toMatch(/^[^\r\n]+$/)
  })

  it('F119 has signs of every kind, none that turn the direction, and a subject that ends where a sign ends', () => {
    const family = '👨‍👩‍👧‍👦'
    const { subject, text, html } = mailOf(alertOf(`\u202e𠮷e\u0301${family.repeat(30)}`, 'x'))
    for (const words of [subject, text, html]) expect(words).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)
    expect(html).toContain(`𠮷e\u0301${family}`)
    expect(subject).toMatch(new RegExp(`(${family})+…$`, 'u'))
    expect(subject.length).toBeLessThanOrEqual(180)
  })
})

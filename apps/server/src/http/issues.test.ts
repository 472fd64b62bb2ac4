import { readdirSync, readFileSync } from 'node:fs'
import { contract } from '@crossdock/contract'
import { describe, expect, it } from 'vitest'
import { contractPhrases } from './contract-phrases.ts'
import { explainIssues, type RawIssue } from './issues.ts'
import { strictContract } from './strict.ts'

const strict = strictContract(contract)

async function issuesOf(endpoint: { '~orpc': { inputSchema?: any } }, input: unknown, language: 'en' | 'zh' = 'en') {
  const result = await endpoint['~orpc'].inputSchema['~standard'].validate(input)
  return explainIssues((result.issues ?? []) as RawIssue[], input, language)
}
const id = '01a20a04-5664-75ca-9655-899413b588fe'

describe('field messages', () => {
  it('tell a missing field from an empty and from a wrong one', async () => {
    expect(await issuesOf(strict.merchants.create, { name: '  ' })).toEqual([
      { path: 'code', code: 'required', message: 'is required' },
      { path: 'name', code: 'required', message: 'is required' },
    ])
    expect(await issuesOf(strict.merchants.create, { code: 'OK', name: 5 }, 'zh')).toEqual([{ path: 'name', code: 'wrong_type', message: '必須為文字' }])
  })

  it('name the place within lists, and unknown members at every depth', async () => {
    const input = { id, parcels: [{ trackingNumber: '123', carrier: 'T-Cat', lines: [{ lineId: 'l1', quantity: 0, colour: 'red' }] }], note: 'x' }
    expect(await issuesOf(strict.orders.ship, input)).toEqual([
      { path: 'parcels.0.lines.0.quantity', code: 'too_small', message: 'must be 1 or more' },
      { path: 'parcels.0.lines.0.colour', code: 'unknown_field', message: 'is not a known field here' },
      { path: 'note', code: 'unknown_field', message: 'is not a known field here' },
    ])
  })

  it('say what a choice is between', async () => {
    expect(await issuesOf(strict.orders.hold, { id, reason: 'bored' })).toEqual([{ path: 'reason', code: 'invalid_value', message: 'must be one of: merchant_request, address_issue, risk_control, wrong_store_number, other' }])
    expect(await issuesOf(strict.orders.bulk, { action: 'burn' })).toEqual([{ path: 'action', code: 'invalid_value', message: 'must be one of: hold, release, process' }])
    expect(await issuesOf(strict.ecAccounts.list, { fetchEnabled: 'maybe' })).toEqual([{ path: 'fetchEnabled', code: 'invalid_value', message: 'must be one of: true, false' }])
  })

  it('keep to the part of a choice that was meant', async () => {
    expect(await issuesOf(strict.orders.bulk, { action: 'process', ids: [id], reason: 'other' })).toEqual([{ path: 'reason', code: 'unknown_field', message: 'is not a known field here' }])
  })

  it('are in Chinese for everything that the settings refuse', async () => {
    const found = await issuesOf(strict.ecAccounts.saveSettings, { id: 'x', fetchEnabled: 'on', fetchSchedule: ['25:00', '09:00', '09:00'], pushEnabled: true, pushPercentage: 12.5 }, 'zh')
    expect(Object.fromEntries(found.map((issue) => [issue.path, issue.message]))).toEqual({
      id: '必須為有效的編號', fetchEnabled: '必須為 true 或 false', fetchSchedule: '時間不可重複', 'fetchSchedule.0': '必須為 00:00 至 23:59 之間的時間', pushPercentage: '必須為整數',
    })
  })

  it('have a translation for every message of the contract’s own', () => {
    const folder = new URL('../../../../contract/src/', import.meta.url)
    const said = readdirSync(folder).flatMap((file) => [...readFileSync(new URL(file, folder), 'utf8').matchAll(/error: '([^']+)'/g)].map((match) => match[1]!))
    expect(said.length).toBeGreaterThan(5)
    expect([...new Set(said)].filter((message) => !(message in contractPhrases))).toEqual([])
  })
})

import { expect, it } from 'vitest'
import { add, countPlaywright, countVitest, lastLine, nothing } from './counts.mjs'

const vitestReport = (overrides) => ({ numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0, testResults: [], ...overrides })

it('counts what Vitest reports', () => {
  expect(countVitest(vitestReport({ numFailedTests: 2 }), 1)).toEqual({ passed: 3, failed: 2, skipped: 1 })
})

it('counts a test file that does not load as one failed test', () => {
  const testResults = [{ status: 'failed', assertionResults: [] }, { status: 'failed', assertionResults: [{ status: 'failed' }] }]
  expect(countVitest(vitestReport({ numFailedTests: 1, testResults }), 1)).toEqual({ passed: 3, failed: 2, skipped: 1 })
})

it('counts an exit code that no test explains as one failed test', () => {
  expect(countVitest(vitestReport({}), 1).failed).toBe(1)
  expect(countPlaywright({ stats: { expected: 2, unexpected: 0, flaky: 0, skipped: 0 }, errors: [] }, 1).failed).toBe(1)
})

it('counts a runner that left no report as one failed test', () => {
  expect(countVitest(undefined, 139)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  expect(countPlaywright(undefined, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

it('counts what Playwright reports, errors outside of tests included', () => {
  const report = { stats: { expected: 4, flaky: 1, unexpected: 1, skipped: 2 }, errors: [{ message: 'global set-up' }] }
  expect(countPlaywright(report, 1)).toEqual({ passed: 5, failed: 2, skipped: 2 })
})

it('prints the sum of both', () => {
  expect(lastLine(add(nothing, { passed: 7, failed: 0, skipped: 0 }))).toBe('7 passed, 0 failed')
  expect(lastLine(add({ passed: 7, failed: 1, skipped: 0 }, { passed: 2, failed: 0, skipped: 3 }))).toBe('9 passed, 1 failed, 3 skipped')
})

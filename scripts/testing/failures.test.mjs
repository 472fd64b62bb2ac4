import { describe, expect, it } from 'vitest'
import { playwrightFailures, vitestFailures } from './failures.mjs'

describe('the failures that a run ends with', () => {
  it('name each failed test of Vitest and why, and a file that did not load', () => {
    const report = {
      testResults: [
        { name: '/project/a.test.ts', status: 'failed', assertionResults: [{ status: 'failed', fullName: 'a adds', failureMessages: ['\u001b[31mError: 1 is not 2\u001b[39m\n\n    at a.test.ts:3'] }, { status: 'passed', fullName: 'a is' }] },
        { name: '/project/b.test.ts', status: 'failed', message: 'SyntaxError', assertionResults: [] },
        { name: '/project/c.test.ts', status: 'passed', assertionResults: [] },
      ],
    }
    expect(vitestFailures(report, '/project')).toEqual(['✗ a.test.ts › a adds\n    Error: 1 is not 2\n        at a.test.ts:3', '✗ b.test.ts › the file\n    SyntaxError'])
    expect(vitestFailures(undefined, '/project')).toEqual([])
  })

  it('name each story of Playwright that failed or had to be repeated', () => {
    const spec = (status, ...results) => ({ title: status, file: 'x.spec.ts', tests: [{ projectName: 'en', status, results }] })
    const report = { suites: [{ specs: [spec('expected', {})], suites: [{ specs: [spec('unexpected', { error: { message: 'no' } }), spec('flaky', { error: { message: 'once' } }, {})] }] }] }
    expect(playwrightFailures(report)).toEqual(['✗ x.spec.ts [en] › unexpected\n    no', '↻ x.spec.ts [en] › flaky\n    once'])
  })
})

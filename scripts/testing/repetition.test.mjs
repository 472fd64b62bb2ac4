import { expect, it } from 'vitest'
import { countVitest } from './counts.mjs'
import { filesToRepeat, withRepeated } from './repetition.mjs'

const file = (name, ...statuses) => ({ name, status: statuses.includes('failed') ? 'failed' : 'passed', assertionResults: statuses.map((status) => ({ status })) })
const report = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0, testResults: [file('a', 'passed', 'passed'), file('b', 'passed', 'failed')] }

it('repeats the whole files of failures, a few, and nothing of a run that is broken all over', () => {
  expect(filesToRepeat(report)).toEqual(['b'])
  expect(filesToRepeat({ testResults: [{ name: 'c', status: 'failed', assertionResults: [] }] })).toEqual(['c'])
  expect(filesToRepeat({ testResults: ['a', 'b', 'c', 'd', 'e'].map((name) => file(name, 'failed')) })).toEqual([])
  expect(filesToRepeat(undefined)).toEqual([])
})

it('counts a repeated file as the repetition found it', () => {
  const repeated = { testResults: [file('b', 'passed', 'passed')] }
  expect(countVitest(withRepeated(report, repeated, ['b']), 0)).toEqual({ passed: 4, failed: 0, skipped: 0 })
  expect(countVitest(withRepeated(report, { testResults: [file('b', 'failed', 'failed')] }, ['b']), 1)).toEqual({ passed: 2, failed: 2, skipped: 0 })
  expect(countVitest(withRepeated(report, undefined, ['b']), 1)).toEqual({ passed: 3, failed: 1, skipped: 0 })
})

import { expect, it } from 'vitest'
import { planTests } from './plan.mjs'

it.each([
  [[], { vitest: [], playwright: [], needsDatabase: true, needsWeb: true }],
  [['unit'], { vitest: ['--project', 'unit'], playwright: undefined, needsDatabase: false, needsWeb: false }],
  [['browser'], { vitest: undefined, playwright: [], needsDatabase: false, needsWeb: true }],
  [['domain/src/order'], { vitest: ['domain/src/order'], playwright: undefined, needsDatabase: true, needsWeb: true }],
  [['unit', 'slots'], { vitest: ['--project', 'unit', 'slots'], playwright: undefined, needsDatabase: false, needsWeb: false }],
  [['tests/browser/newcomer'], { vitest: undefined, playwright: ['tests/browser/newcomer'], needsDatabase: false, needsWeb: true }],
])('npm test -- %j', (words, plan) => {
  expect(planTests(words)).toEqual(plan)
})

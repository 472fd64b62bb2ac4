import { defineConfig } from 'vitest/config'
import { LongestFirst } from './tests/support/longest-first.ts'

// The browser stories are Playwright's.
const outside = ['**/node_modules/**', '**/dist/**', '**/.cache/**', 'tests/browser/**']
const rooms = ['domain', 'contract', 'connectors', 'flows', 'postgres', 'apps', 'scripts', 'tests', 'bench']

function inRooms(...endings: string[]): string[] {
  return endings.flatMap((ending) => rooms.map((room) => `${room}/**/*.${ending}`))
}

const databaseTests = inRooms('pg.test.ts')
/** What is about words, roles and requests rather than statements: the oldest PostgreSQL has no say in it, and is not asked twice. */
const ofRequests = ['apps/server/**', 'tests/bad-input/**', 'tests/tenancy/walk.pg.test.ts']
const stories = ['tests/**/*.story.test.ts']

// What waits now and then goes side by side: first units and databases, then stories, which wait the most and must not wait for long.
export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
    // A second, which is usual, is too little on a machine with other work.
    expect: { poll: { timeout: 15_000 } },
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    retry: process.env['CI'] ? 1 : 0,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: inRooms('test.ts', 'test.tsx', 'test.mjs'),
          exclude: [...outside, ...databaseTests, ...stories],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'pg18',
          include: databaseTests,
          exclude: outside,
          globalSetup: 'tests/support/start-postgres-18.ts',
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'pg15',
          include: databaseTests,
          exclude: [...outside, ...ofRequests],
          globalSetup: 'tests/support/start-postgres-15.ts',
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'stories',
          include: stories,
          exclude: outside,
          globalSetup: 'tests/support/start-postgres-18.ts',
          testTimeout: 300_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})

import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Those that take more than ten seconds, longest first: a new clone has no measurements of its own, and a file's size says little. */
const long = [
  'tests/simulation/simulation.story.test.ts',
  'tests/crash/crash.story.test.ts',
  'tests/stories/ten-thousand-orders.story.test.ts',
  'tests/stories/sale-day.story.test.ts',
  'tests/deploy/two-versions.story.test.ts',
  'apps/server/src/commands/start.test.ts',
  'postgres/src/embedded/embedded.test.ts',
  'tests/database/connections.pg.test.ts',
  'tests/writing/sandbox-store.pg.test.ts',
  'tests/bad-input/fields.pg.test.ts',
]

/** Begins each group with what takes longest, so that no worker is alone with it at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const groupOf = (each: TestSpecification) => each.project.config.sequence.groupOrder
    const rank = (each: TestSpecification) => {
      const at = long.findIndex((file) => each.moduleId.endsWith(`/${file}`))
      return at < 0 ? long.length : at
    }
    return (await super.sort(files)).sort((one, other) => groupOf(one) - groupOf(other) || rank(one) - rank(other))
  }
}

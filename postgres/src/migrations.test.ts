import { expect, it } from 'vitest'
import { migrations } from './migrate.ts'

it('a migration that reads or changes rows of merchants does so for all of them, also where its role is bound by their policies', () => {
  // From the third on: then row-level security is forced on every table of theirs.
  const changing = migrations().filter(({ number, text }) => number > 3 && /^(update|delete from) |^insert into [^;]*\sselect\s/im.test(text))
  expect(changing.length).toBeGreaterThan(4)
  for (const { name, text } of changing) expect(text, name).toMatch(/^select set_config\('app\.merchant', 'all', true\);$/m)
})

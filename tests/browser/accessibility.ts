import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const wcag22AA = { type: 'tag' as const, values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }
/** What the appearance can change. */
const colours = { type: 'rule' as const, values: ['color-contrast'] }

/** axe finds nothing against WCAG 2.2 AA on the page as it stands, light and dark or in one appearance alone. */
export async function expectAccessible(page: Page, only?: 'light' | 'dark'): Promise<void> {
  await expectNothingFound(page, only ?? 'light', wcag22AA)
  if (only === undefined) await expectNothingFound(page, 'dark', colours)
  await page.emulateMedia({ colorScheme: 'light' })
}

async function expectNothingFound(page: Page, colorScheme: 'light' | 'dark', runOnly: typeof wcag22AA | typeof colours): Promise<void> {
  await page.emulateMedia({ colorScheme })
  // No page has frames, so that axe needs no second page to put its findings together.
  const { violations } = await new AxeBuilder({ page }).options({ runOnly, resultTypes: ['violations'] }).setLegacyMode().analyze()
  const found = violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`))
  expect(found, `axe on ${page.url()}, ${colorScheme}`).toEqual([])
}

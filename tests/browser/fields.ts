import type { Locator, Page } from '@playwright/test'

/** Chooses from the list that opens below a field. */
export async function choose(within: Page | Locator, field: string, option: string): Promise<void> {
  const page = 'page' in within ? within.page() : within
  await within.getByRole('combobox', { name: field, exact: true }).click()
  // The list stands beside the page's content, where no dialog holds it.
  await page.getByRole('option', { name: option, exact: true }).click()
}

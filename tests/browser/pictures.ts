import type { Page } from '@playwright/test'

/** Takes a picture for the README and the user guide, when asked to by CROSSDOCK_SCREENSHOTS=1. */
export async function shoot(page: Page, name: string): Promise<void> {
  if (process.env['CROSSDOCK_SCREENSHOTS'] !== '1') return
  await page.screenshot({ path: `docs/images/${name}.png` })
}

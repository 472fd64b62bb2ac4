import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { withPalette } from './png-palette.ts'

const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url))
/** Those that the README and the user guides show. */
const shown = ['ec-account', 'ec-account-zh', 'orders', 'orders-zh', 'order', 'inbound', 'home-narrow-dark']

/** Takes a picture for the README and the user guides, when asked to by CROSSDOCK_SCREENSHOTS=1. */
export async function shoot(page: Page, name: string): Promise<void> {
  if (process.env['CROSSDOCK_SCREENSHOTS'] !== '1' || !shown.includes(name)) return
  await page.evaluate(() => window.scrollTo(0, 0))
  await page.mouse.move(0, 0)
  const png = await page.screenshot({ style: '.mantine-Notifications-root { display: none }' })
  await mkdir(folder, { recursive: true })
  await writeFile(`${folder}${name}.png`, withPalette(png))
}

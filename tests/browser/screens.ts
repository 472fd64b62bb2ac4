import { expect, type Page } from '@playwright/test'
import type { Demo } from './demo.ts'

/** Waits until a screen shows what it has. */
export async function expectDrawn(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.locator('[aria-busy=true], .mantine-Skeleton-root')).toHaveCount(0)
}

/** What makes the page scroll sideways; nothing when it does not. */
export function widerThanThePage(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return []
    // The heads of tables are clipped there, and would only hide what is to blame.
    const wide = [...document.querySelectorAll('body :not(thead, thead *)')].filter((element) => element.getBoundingClientRect().right > clientWidth)
    return [`${scrollWidth} px`, ...wide.slice(-5).map((element) => element.outerHTML.slice(0, 120))]
  })
}

/** What the browser complains of, violations of the content security policy among it, and every request that leaves for somewhere else. */
export function watchForTrouble(page: Page, demo: Pick<Demo, 'url'>): string[] {
  const trouble: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') trouble.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => trouble.push(`uncaught: ${error.message}`))
  page.on('request', (request) => {
    if (!request.url().startsWith(`${demo.url}/`) && !request.url().startsWith('data:')) trouble.push(`request: ${request.url()}`)
  })
  return trouble
}

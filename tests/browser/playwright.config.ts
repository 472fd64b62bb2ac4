import { defineConfig } from '@playwright/test'

/** The browser stories. `npm test -- browser` finds Chromium and builds the screens first. */
export default defineConfig({
  testDir: '.',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 2,
  // One repetition where the machine is shared: what passed only then is listed as flaky.
  retries: process.env['CI'] ? 1 : 0,
  forbidOnly: Boolean(process.env['CI']),
  reporter: 'list',
  use: {
    viewport: { width: 1440, height: 900 },
    // Without animations nothing is looked at half-way.
    contextOptions: { reducedMotion: 'reduce' },
    actionTimeout: 15_000,
    navigationTimeout: 15_000,
    // A trace shows the page as it was at each step; a film of it beside that costs more than the story itself, and a failure has its picture.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: process.env['CROSSDOCK_CHROMIUM'], args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] },
  },
  projects: [
    { name: 'en', use: { locale: 'en-GB' } },
    { name: 'zh-TW', use: { locale: 'zh-TW' }, testMatch: ['newcomer.spec.ts', 'every-screen.spec.ts'] },
  ],
})

import { chromium, type Browser, type Page } from '@playwright/test'
import { signIn } from '../tests/support/api-client.ts'
import { wordsIn } from '../tests/browser/words.ts'
import { defineBench } from './bench.ts'
import { fill } from './filling.ts'
import { seriesOf } from './measuring.ts'
import { openServed } from './served.ts'
import type { BenchAccount } from './warehouse.ts'

const slower = 4
const words = wordsIn('en')

interface Seen {
  lcp: number
  cls: number
  /** Until the page is drawn. */
  clsOfLoad: number
  /** What each interaction took, in their order. */
  interactions: number[]
  scripts: number
  styles: number
}

/** What is done with the page, one after the other. */
const interactions: { name: string; act: (page: Page) => Promise<void> }[] = [
  { name: 'a tab is pressed', act: async (page) => {
    await page.getByRole('group', { name: words('orders.tabs') }).getByRole('button').nth(2).click()
    await drawn(page)
  } },
  { name: 'a search is typed', act: async (page) => {
    const search = page.getByRole('searchbox', { name: words('orders.searchLabel') })
    await search.click()
    await search.pressSequentially('L0000', { delay: 120 })
    await drawn(page)
  } },
  { name: 'a filter is opened', act: (page) => page.getByRole('combobox', { name: words('orders.holdReason') }).click() },
  { name: 'it is closed', act: (page) => page.keyboard.press('Escape') },
  { name: 'a row is ticked', act: (page) => page.getByRole('checkbox').nth(2).click() },
  { name: 'another row is ticked', act: (page) => page.getByRole('checkbox').nth(3).click() },
]

export const web = defineBench({
  what: `the orders page in Chromium with the CPU ${slower} times slower: LCP, INP, CLS and the weight of its scripts and styles`,
  options: { stored: 20_000, rounds: 7 },
  small: { stored: 500, rounds: 1 },
  async run({ stored, rounds }) {
    const executablePath = process.env['CROSSDOCK_CHROMIUM']
    if (!executablePath) throw new Error('Start it by npm run bench, which finds Chromium and builds the screens')
    const served = await openServed('http://127.0.0.1:1')
    let browser: Browser | undefined
    try {
      const accounts: BenchAccount[] = []
      for (let number = 0; number < 5; number++) accounts.push(await served.addAccount())
      await fill(served.warehouse.sql, accounts, stored)
      const login = await served.admin()
      const { url } = await served.start('api')
      const { cookie } = await signIn(url, login.email, login.password)
      browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
      await lookAt(browser, url, cookie)
      const seen: Seen[] = []
      for (let round = 0; round < rounds; round++) seen.push(await lookAt(browser, url, cookie))
      const of = (read: (each: Seen) => number) => seriesOf(seen.map(read))
      return {
        figures: [
          { name: 'LCP', unit: 'ms', ours: of((each) => each.lcp), goal: { atMost: 1_800 } },
          { name: 'INP', unit: 'ms', ours: of((each) => Math.max(...each.interactions)), goal: { atMost: 100 } },
          ...interactions.map(({ name }, index) => ({ name: `of it when ${name}`, unit: 'ms', ours: of((each) => each.interactions[index]!) })),
          { name: 'CLS', unit: '', ours: of((each) => each.cls), goal: { atMost: 0.02 } },
          { name: 'of it until the page is drawn', unit: '', ours: of((each) => each.clsOfLoad) },
        ],
        counts: [
          { name: 'scripts as transferred', unit: 'kB', value: seen[0]!.scripts / 1000, goal: { atMost: 250 } },
          { name: 'styles as transferred', unit: 'kB', value: seen[0]!.styles / 1000, goal: { atMost: 60 } },
        ],
        notes: [`Nothing in the cache, ${stored.toLocaleString('en-US')} orders, a page of 1440 × 900, on loopback. INP is the longest of the six interactions below it. CLS is the sum of all shifts that nobody caused. Weights are of all that the page loads until it is drawn, its language included, compressed as the server sends it.`],
      }
    } finally {
      await browser?.close()
      await served.end()
    }
  },
})

/** As somebody who is signed in and comes for the first time. */
async function lookAt(browser: Browser, url: string, cookie: string): Promise<Seen> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', reducedMotion: 'reduce' })
  try {
    await context.addCookies(cookie.split('; ').map((pair) => ({ name: pair.slice(0, pair.indexOf('=')), value: pair.slice(pair.indexOf('=') + 1), url })))
    const page = await context.newPage()
    await page.addInitScript(watch)
    const devtools = await context.newCDPSession(page)
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower })
    await page.goto(`${url}/orders`)
    await drawn(page)
    const { lcp, scripts, styles, cls } = await page.evaluate(read)
    const took = await interact(page)
    const after = await page.evaluate(read)
    return { lcp, scripts, styles, cls: after.cls, clsOfLoad: cls, interactions: took }
  } finally {
    await context.close()
  }
}

async function drawn(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.getByRole('checkbox').nth(3).waitFor()
  await page.waitForLoadState('networkidle')
}

/** @returns what each interaction took: the longest of its events, from the input to the next frame shown */
async function interact(page: Page): Promise<number[]> {
  const begun: number[] = []
  for (const { act } of interactions) {
    // By the clock that this process and the page share: asking the page in between would give it time to rest.
    begun.push(performance.timeOrigin + performance.now())
    await act(page)
  }
  // What an interaction took is told after the next frame was shown.
  await page.waitForTimeout(500)
  const { events } = await page.evaluate(read)
  return begun.map((from, index) => Math.max(0, ...events.filter((each) => each.at >= from && each.at < (begun[index + 1] ?? Infinity)).map((each) => each.took)))
}

interface Watched {
  lcp: number
  cls: number
  /** Those that belong to an interaction, by the clock of the day. */
  events: { at: number; took: number }[]
}

/** Runs in the page, before anything of ours. */
function watch(): void {
  const seen: Watched = { lcp: 0, cls: 0, events: [] }
  ;(globalThis as unknown as { seen: Watched }).seen = seen
  const each = (type: string, take: (entry: PerformanceEntry) => void, more: object = {}) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more })
  each('largest-contentful-paint', (entry) => { seen.lcp = entry.startTime })
  each('layout-shift', (entry) => {
    const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean }
    if (!hadRecentInput) seen.cls += value
  })
  each('event', (entry) => {
    if ((entry as PerformanceEntry & { interactionId: number }).interactionId) seen.events.push({ at: performance.timeOrigin + entry.startTime, took: entry.duration })
  }, { durationThreshold: 16 })
}

/** Runs in the page. */
function read(): Watched & Pick<Seen, 'scripts' | 'styles'> {
  const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
  const weight = (ending: RegExp) => loaded.filter((entry) => ending.test(new URL(entry.name).pathname)).reduce((sum, entry) => sum + entry.encodedBodySize, 0)
  return { ...(globalThis as unknown as { seen: Watched }).seen, scripts: weight(/\.js$/), styles: weight(/\.css$/) }
}

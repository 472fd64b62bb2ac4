import { test as base, type Page } from '@playwright/test'
import { signIn, type ApiClient } from '../support/api-client.ts'
import { openWorld, type StoryWorld } from '../support/running-server.ts'
import { wordsIn, type Words } from './words.ts'

export { expect } from '@playwright/test'

/** Playwright's test, with the words of the project's language. */
export const test = base.extend<{ words: Words }>({
  words: async ({}, use, info) => use(wordsIn(info.project.name)), // eslint-disable-line no-empty-pattern
})

/** What `npm start` shows a newcomer, on ports of its own, for the stories of one file. */
export interface Demo {
  world: StoryWorld
  url: string
  storeUrl: string
  /** What the demo's admin may do, over HTTP. */
  admin: ApiClient
}

export const logins = {
  operator: { email: 'operator@crossdock.test', password: 'crossdock-operator' },
  admin: { email: 'admin@crossdock.test', password: 'crossdock-admin-demo' },
} as const

/** Starts a demo before the stories of a file and ends it after them. */
export function startDemo(prepare: (demo: Demo) => Promise<void> = async () => {}): Demo {
  const demo = {} as Demo
  test.beforeAll(async () => {
    test.setTimeout(120_000)
    demo.world = await openWorld({ demo: true })
    const server = await demo.world.start()
    demo.url = server.url
    demo.storeUrl = demo.world.storeUrl
    demo.admin = await signIn(server.url, logins.admin.email, logins.admin.password)
    await prepare(demo)
  })
  test.afterAll(() => demo.world?.end())
  return demo
}

/** Lets a page in without the sign-in screen, which has stories of its own. */
export async function enter(page: Page, demo: Demo, who: ApiClient = demo.admin): Promise<void> {
  const cookies = who.cookie.split('; ').map((pair) => {
    const mark = pair.indexOf('=')
    return { name: pair.slice(0, mark), value: pair.slice(mark + 1), url: demo.url }
  })
  await page.context().addCookies(cookies)
}

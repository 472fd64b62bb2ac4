import type { StoryWorld } from './running-server.ts'

/** A store to tell a story with, as it is reached from outside: over the contract alone, or the sandbox's control API where the store is ours. */
export interface StoryShop {
  email: string
  password: string
  title: string
}

/** The shop of the story; another implementation is told by LITESHOP_TEST_EMAIL, LITESHOP_TEST_PASSWORD and LITESHOP_TEST_SHOP. */
export function storyShop(world: StoryWorld): StoryShop {
  const named = { email: process.env['LITESHOP_TEST_EMAIL'], password: process.env['LITESHOP_TEST_PASSWORD'], title: process.env['LITESHOP_TEST_SHOP'] }
  if (world.sandbox) return { email: 'shan@liteshop.test', password: 'liteshop', title: '小山茶行' }
  return { email: named.email ?? '', password: named.password ?? '', title: named.title ?? '' }
}

/** Calls the store as its partner would, with the access that a story has of its own. */
export async function control<Answer>(world: StoryWorld, method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await fetch(`${world.storeUrl}/_sandbox${path}`, {
    method, ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
  return (text ? JSON.parse(text) : undefined) as Answer
}

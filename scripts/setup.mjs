// What every command needs before it can run: the packages, Node 24 and, where the screens are served, the web bundle.
// Plain JavaScript for any Node from 20 on, with nothing installed yet.
import { ensureInstalled } from './setup/installation.mjs'
import { findNode24 } from './setup/node-24.mjs'
import { ensureWebBundle } from './setup/web-bundle.mjs'

/**
 * Quick and silent when there is nothing to do; otherwise tells on stderr what it does.
 * @param {{ web: boolean }} needs `web`: the web bundle too
 * @returns {Promise<{ node: string }>} the path of Node 24
 */
export async function setUp({ web }) {
  await ensureInstalled()
  const node = findNode24()
  if (web) await ensureWebBundle(node)
  return { node }
}

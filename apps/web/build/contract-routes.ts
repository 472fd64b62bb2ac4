import { contract } from '@crossdock/contract'
import { isContractProcedure, minifyContractRouter } from '@orpc/contract'
import type { Plugin } from 'vite'

const name = 'virtual:contract-routes'

/** Method and path alone: summaries and tags are for the documentation. */
function bare(_key: string, value: unknown): unknown {
  if (!isContractProcedure(value)) return value
  const { method, path } = value['~orpc'].route
  return { '~orpc': { errorMap: {}, meta: {}, route: { method, path } } }
}

/**
 * Serves `virtual:contract-routes`: method and path of each endpoint, and nothing else of the contract.
 * The browser needs no schemas to call the server, and zod would weigh more than the screens.
 */
export function contractRoutes(): Plugin {
  return {
    name: 'contract-routes',
    resolveId: (source) => (source === name ? `\0${name}` : null),
    load: (id) => (id === `\0${name}` ? `export const routes = ${JSON.stringify(minifyContractRouter(contract), bare)}` : null),
  }
}

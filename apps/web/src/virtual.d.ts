declare module 'virtual:contract-routes' {
  import type { Contract } from '@crossdock/contract'
  export const routes: Contract
}

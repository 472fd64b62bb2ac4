declare module 'virtual:contract-routes' {
  import type { Contract } from '@crossdock/contract'
  export const routes: Contract
}
declare module 'virtual:words/*' {
  export const messages: Readonly<Record<string, unknown>>
}

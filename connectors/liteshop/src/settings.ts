export interface LiteshopSettings {
  /** Without a trailing slash. */
  origin: string
  clientId: string
  clientSecret: string
}

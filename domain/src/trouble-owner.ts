/** Whose move it is when something failed: who grants access, whoever runs the platform, or whoever runs Crossdock. */
export const troubleOwners = ['merchant', 'platform', 'crossdock'] as const
export type TroubleOwner = (typeof troubleOwners)[number]

/** A failure, as a connector names it. */
export interface NamedTrouble {
  kind: string
  code: string
}

/** Trouble that is ours alone: no merchant can mend it, nothing is disconnected by it, and no account shows it as its own. */
export const ownTroubleCodes = ['client_refused', 'secret_unreadable'] as const
/** What passes once the store is authorized again, with everything granted, and not before. */
const grantCodes: readonly string[] = ['insufficient_scope', 'invalid_grant', 'not_connected']

export const isOurOwn = (code: string): boolean => (ownTroubleCodes as readonly string[]).includes(code)

export function ownerOfTrouble({ kind, code }: NamedTrouble): TroubleOwner {
  if (kind === 'internal' || isOurOwn(code)) return 'crossdock'
  return grantCodes.includes(code) ? 'merchant' : 'platform'
}

/**
 * Whose move it is that something has not been done yet.
 * @param trouble what came of it last; null where it was not tried, or nothing went wrong: then a store that is in trouble is why, and else we have not come to it
 */
export function ownerOfDelay(trouble: NamedTrouble | null, store: { degraded: boolean }): TroubleOwner {
  if (trouble) return ownerOfTrouble(trouble)
  return store.degraded ? 'platform' : 'crossdock'
}

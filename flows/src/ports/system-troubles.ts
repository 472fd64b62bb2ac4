/** Trouble that is nobody's but ours: the platform refuses our own credentials; a secret that we keep does not open. */
export type SystemTroubleKind = 'client_refused' | 'secret_unreadable'

export interface SystemTrouble {
  kind: SystemTroubleKind
  /** A platform, or an EC account's id. */
  subject: string
  detail: string
  beganAt: Date
  /** The latest time that it was met, or looked for. */
  seenAt: Date
}

/** One row for each trouble that goes on, however many accounts meet it. No merchant's: the scope does not matter. */
export interface SystemTroubleRows {
  find(kind: SystemTroubleKind, subject: string): Promise<SystemTrouble | null>
  /** @returns whether it is new */
  raise(kind: SystemTroubleKind, subject: string, detail: string, at: Date): Promise<boolean>
  /** @returns whether it was there */
  end(kind: SystemTroubleKind, subject: string, at: Date): Promise<boolean>
  /** Takes those that nobody has met or looked for since, so that one process looks. */
  takeUnseen(since: Date, at: Date): Promise<SystemTrouble[]>
}

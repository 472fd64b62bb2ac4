/** Idempotency keys are kept for a day. */
export const keyLifeMs = 24 * 3_600_000

/**
 * Full jitter: anything between nothing and the doubling cap, so that callers who failed together do not return together.
 * @param failures how many tries have failed, 1 or more
 * @returns ms
 */
export function fullJitter(failures: number, random: () => number, limits: { backoffBaseMs: number; backoffCapMs: number }): number {
  return Math.floor(random() * Math.min(limits.backoffCapMs, limits.backoffBaseMs * 2 ** (failures - 1)))
}

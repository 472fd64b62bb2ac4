/** What was measured several times: the one in the middle, the least and the most, and each as it came. */
export interface Series {
  median: number
  least: number
  most: number
  rounds: number[]
}

/** Ours and its limit, measured by turns in the same run, and their ratio in each round. */
export interface Compared {
  ours: Series
  limit: Series
  ratio: Series
}

export function seriesOf(rounds: readonly number[]): Series {
  if (rounds.length === 0) throw new Error('Nothing was measured')
  const sorted = [...rounds].sort((a, b) => a - b)
  return { median: quantile(sorted, 0.5), least: sorted[0]!, most: sorted.at(-1)!, rounds: [...rounds] }
}

/** The value below which this share of them lies, between the two next to it where it falls between. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const place = (sorted.length - 1) * share
  const below = Math.floor(place)
  return sorted[below]! + ((sorted[below + 1] ?? sorted[below]!) - sorted[below]!) * (place - below)
}

/**
 * Measures both in each round, and who begins alternates: what else the machine does, and what fills up meanwhile, falls on
 * both alike. The ratio is taken round by round, so that a slow minute does not look like a slow program.
 * @param measure each is given what was prepared for its round, which counts from 0
 */
export async function byTurns<Prepared>(
  rounds: number,
  { prepare, ours, limit }: { prepare: (round: number) => Promise<Prepared>; ours: (prepared: Prepared) => Promise<number>; limit: (prepared: Prepared) => Promise<number> },
): Promise<Compared> {
  const measured: { ours: number; limit: number }[] = []
  for (let round = 0; round < rounds; round++) {
    const prepared = await prepare(round)
    const begins = round % 2 === 0 ? await ours(prepared) : null
    const bound = await limit(prepared)
    measured.push({ ours: begins ?? (await ours(prepared)), limit: bound })
  }
  return compare(measured)
}

/** @param rounds what was measured in each */
export function compare(rounds: readonly { ours: number; limit: number }[]): Compared {
  return {
    ours: seriesOf(rounds.map((each) => each.ours)),
    limit: seriesOf(rounds.map((each) => each.limit)),
    ratio: seriesOf(rounds.map((each) => each.ours / each.limit)),
  }
}

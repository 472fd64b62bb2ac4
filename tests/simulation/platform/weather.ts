import type { Random } from '../random.ts'

/** What becomes of one call. */
export type Fate =
  | 'fine'
  | 'stalls'
  | 'never_reached'
  /** The answer never comes: nothing was done, it was done, or it will be done later on. */
  | 'lost_undone'
  | 'lost_done'
  | 'lost_done_later'
  /** An answer that says 5xx, whether it was done or not. */
  | 'failed_undone'
  | 'failed_done'
  | 'unreadable_done'
  | 'rate_limited'

const troubles: Fate[] = ['stalls', 'never_reached', 'lost_undone', 'lost_done', 'lost_done_later', 'failed_undone', 'failed_done', 'unreadable_done', 'rate_limited']

/** How bad things are, as a seed decides; calm once the storm is over. */
export interface Weather {
  calm: boolean
  fate(): Fate
  /** An event that a storm makes, so often. */
  strikes(probability: number): boolean
  calmDown(): void
}

export function createWeather(random: Random): Weather {
  const badness = random.pick([0, 0.03, 0.1, 0.1, 0.25])
  // A storm has its character: some seeds see one trouble more than others.
  const favourite = random.pick(troubles)
  const weather: Weather = {
    calm: false,
    fate() {
      if (weather.calm || !random.chance(badness)) return 'fine'
      return random.chance(0.3) ? favourite : random.pick(troubles)
    },
    strikes: (probability) => !weather.calm && random.chance(probability),
    calmDown: () => void (weather.calm = true),
  }
  return weather
}

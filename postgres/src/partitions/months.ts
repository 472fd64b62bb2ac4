/** A month of the calendar, in UTC. */
export interface Month {
  /** Such as `2026_11`. */
  name: string
  from: Date
  to: Date
}

export function monthOf(at: Date): Month {
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()]
  return { name: `${year}_${String(month + 1).padStart(2, '0')}`, from: new Date(Date.UTC(year, month)), to: new Date(Date.UTC(year, month + 1)) }
}

/**
 * The months that lack a partition.
 * @param madeUntil where the latest partition ends, which is where a month begins
 * @param ahead so many months beside that of `now` are to be there
 */
export function monthsToMake(madeUntil: Date, now: Date, ahead: number): Month[] {
  const { to } = monthOf(now)
  const end = Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + ahead)
  const months: Month[] = []
  for (let month = monthOf(madeUntil); month.to.getTime() <= end; month = monthOf(month.to)) months.push(month)
  return months
}

/** The instant at which an id was made: ids are time-ordered, their first 48 bits are milliseconds. */
export const instantOf = (id: string): Date => new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16))

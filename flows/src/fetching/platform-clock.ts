import { ConnectorError, type OrderReading, type StoreSession } from '@crossdock/connector-kit'

/** A platform tells its time in whole seconds (the Date of an answer): what changed within the second that is named belongs to it too. */
export const clockStepMs = 1_000
/** Beyond any date that a wrong clock could stamp, and still one that four digits hold. */
const never = new Date('9000-01-01T00:00:00Z')
/** Looking for the newest change ends here: a stamp from later than that is a mistake and no clock. */
export const furthestMs = 400 * 86_400_000

/**
 * The time by which a platform stamps its orders, as far as it can be seen. What it tells with an answer is a guess: no
 * contract promises that the machine which answers has the clock that stamps. Orders with stamps later than that would be
 * outside of every window until our own time has come so far; so where there are any, the newest one is the time.
 * @throws ConnectorError `auth`
 */
export async function platformClock(session: Pick<StoreSession, 'shop'>, orders: OrderReading): Promise<Date> {
  const { platformTime } = await session.shop()
  const edge = platformTime.getTime() + clockStepMs
  const isLater = async (ms: number) => (await orders.count({ from: new Date(edge + ms), to: never })) > 0
  try {
    if (!(await isLater(0))) return platformTime
    // None is later than `none`, and one is later than `some` or at it.
    let [some, none] = [0, clockStepMs]
    while (await isLater(none)) {
      if (none >= furthestMs) return platformTime
      some = none
      none *= 4
    }
    while (none - some > clockStepMs) {
      const middle = some + Math.ceil((none - some) / clockStepMs / 2) * clockStepMs
      if (await isLater(middle)) some = middle
      else none = middle
    }
    return new Date(platformTime.getTime() + none)
  } catch (err) {
    // A store that cannot count is read all the same, by the time that it tells.
    if (!(err instanceof ConnectorError) || err.kind === 'auth') throw err
    return platformTime
  }
}

import type { Lanes } from '../ports/index.ts'

interface Busy {
  underWay: number
  /** Whether there may be something to take. */
  again: boolean
  /** Whether somebody has said that no more is to be taken. */
  held: boolean
  /** Goes on: a piece has ended, or somebody has called. */
  stir: () => void
}

/** So many pieces are worth taking together; fewer are waited for, for a moment, while the others go on. */
const worthTaking = 4
const gatherMs = 300

/**
 * @param ofOne enough to use an account's whole rate while some of its calls take long
 * @param inAll shared by those accounts that have more than one piece under way: each has an equal part at least, and the first waits for nobody. More would make a platform late that is at its limit, and bring nothing
 */
export function openLanes({ ofOne = 12, inAll = 64 }: { ofOne?: number; inAll?: number } = {}): Lanes {
  const busy = new Map<string, Busy>()
  let all = 0

  return {
    async run(account, { take, work, wait }) {
      const known = busy.get(account)
      if (known) {
        Object.assign(known, { again: true, held: false })
        return known.stir()
      }
      const own: Busy = { underWay: 0, again: true, held: false, stir: () => {} }
      busy.set(account, own)
      const failures: unknown[] = []
      const most = () => Math.max(1, Math.min(ofOne, Math.max(Math.floor(inAll / busy.size), inAll - (all - own.underWay))))
      const room = () => most() - own.underWay

      const begin = async (piece: Awaited<ReturnType<typeof take>>[number]): Promise<void> => {
        own.underWay += 1
        all += 1
        try {
          if (!(await work(piece, () => { own.again = true }))) own.held = true
        } catch (err) {
          failures.push(err)
        } finally {
          own.underWay -= 1
          all -= 1
          own.stir()
        }
      }

      /** Until there is room for more pieces than one, or for one after a moment. @returns whether there is any */
      const findRoom = async (): Promise<boolean> => {
        let patient = own.underWay > 0
        while (room() < (patient ? Math.min(worthTaking, ofOne) : 1) && own.underWay > 0) {
          const stirred = new Promise<void>((resolve) => { own.stir = resolve })
          // A moment passes only where there is room for one.
          if (room() > 0) await Promise.race([stirred, wait(gatherMs).then(() => { patient = false })])
          else await stirred
        }
        return room() > 0
      }

      try {
        for (;;) {
          if (own.again && !own.held) {
            if (!(await findRoom())) continue
            if (own.held) continue
            own.again = false
            const wanted = room()
            const pieces = await take(wanted)
            if (pieces.length === wanted) own.again = true
            for (const piece of pieces) void begin(piece)
          } else if (own.underWay > 0) await new Promise<void>((resolve) => { own.stir = resolve })
          else break
        }
      } catch (err) {
        failures.push(err)
        while (own.underWay > 0) await new Promise<void>((resolve) => { own.stir = resolve })
      } finally {
        busy.delete(account)
      }
      if (failures.length > 0) throw failures.length === 1 ? failures[0] : new AggregateError(failures, 'Some pieces of an account’s work failed')
    },
  }
}

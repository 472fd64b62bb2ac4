import { readOptions } from './options.ts'
import { holdSaleDay } from './sale-day.ts'
import { printTable } from './table.ts'

const begun = Date.now()
const say = (line: string) => console.log(`${String(Math.round((Date.now() - begun) / 1_000)).padStart(5)} s  ${line}`)
const ending = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort())

const options = optionsOrEnd()

try {
  say(`sale day: ${options.orders} orders, ${options.stores} stores, faults at ${options.faults} % of calls, seed ${options.seed}`)
  const { verdicts, seconds, faults, repeats, reconnected, putOff } = await holdSaleDay(options, say, ending.signal)
  console.log(`\n${printTable(verdicts)}`)
  console.log(`${Math.round(seconds)} s; ${faults.struck} of some ${faults.calls} calls were struck by a fault; our own callers asked ${repeats} times again; ${reconnected} times a store had to be authorised again.`)
  if (putOff.size > 0) console.log(`Parcels that were put off and went later, or whose order had ended: ${[...putOff].map(([code, rows]) => `${rows} ${code}`).join(', ')}.`)
  process.exit(verdicts.every((each) => each.ok) ? 0 : 1)
} catch (err) {
  console.error(err instanceof Error ? err.stack : err)
  process.exit(1)
}

/** A mistake in the arguments is told in its sentence, without where in the program it was found. */
function optionsOrEnd() {
  try {
    return readOptions(process.argv.slice(2))
  } catch (err) {
    console.error((err as Error).message)
    process.exit(2)
  }
}

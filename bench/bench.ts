import type { Measured } from './report.ts'

/** What is measured by one name. */
export interface Bench {
  /** In one line, for the list of benches. */
  what: string
  /** Numbers that the command line may set, as they are unless it does. */
  options: Record<string, number>
  /** With these it takes seconds, and its figures say nothing: for trying whether it works. */
  small: Record<string, number>
  run(options: Record<string, number>): Promise<Measured>
}

/** @param options all of them numbers, each known */
export function defineBench<Options extends Record<string, number>>(bench: { what: string; options: Options; small: Options; run(options: Options): Promise<Measured> }): Bench {
  return { ...bench, run: (options) => bench.run(options as Options) }
}

/** Reads `--name 5 --other 2`. @throws when a name is not one of the bench's, or a value no whole number */
export function readOptions(bench: Bench, words: readonly string[]): Record<string, number> {
  const options = { ...bench.options }
  for (let at = 0; at < words.length; at += 2) {
    const name = words[at]!.replace(/^--/, '')
    const value = Number(words[at + 1])
    if (!words[at]!.startsWith('--') || !(name in options)) throw new Error(`${words[at]} is none of ${Object.keys(options).map((each) => `--${each}`).join(' ')}`)
    if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} needs a whole number`)
    options[name] = value
  }
  return options
}

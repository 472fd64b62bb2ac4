/** A failure that the person at the terminal can do something about: shown as its sentence, without a stack. */
export class SetupError extends Error {
  name = 'SetupError'
}

/** Runs a script's main function and turns what it throws into a message and exit code 1. */
export async function runMain(main) {
  try {
    await main()
  } catch (err) {
    process.stderr.write(`\n${err instanceof SetupError ? err.message : (err?.stack ?? err)}\n`)
    process.exitCode = 1
  }
}

/** A failure that the person at the terminal can do something about: its message is all that they are shown. */
export class Sentence extends Error {
  override readonly name = 'Sentence'
  /** 78 (`EX_CONFIG`) when the configuration is to be corrected. */
  readonly exitCode: number

  constructor(message: string, options: ErrorOptions & { exitCode?: number } = {}) {
    super(message, options)
    this.exitCode = options.exitCode ?? 1
  }
}

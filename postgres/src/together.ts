import pg from 'pg'

/** What pg's queries do with an answer, which its types leave out. */
type Asked = pg.Query & {
  name?: string
  text: string
  values: unknown[]
  handleRowDescription(message: unknown): void
  handleDataRow(message: unknown): void
  handleCommandComplete(message: unknown, connection: pg.Connection): void
  handleReadyForQuery(connection: pg.Connection): void
}

/**
 * Statements that go to the database as one: with one synchronisation behind the last, where pg puts one behind each. PostgreSQL does
 * them in one transaction, which needs no statements of its own to begin and to end, and sends all answers at once. When one fails, all do.
 */
export class Together extends pg.Query {
  readonly asked: Asked[] = []
  /** By these pg notes what is prepared on the connection: they are those of the statement whose answer is due. */
  name: string | undefined
  text: string | undefined
  #refuse: ((err: unknown) => void)[] = []
  #answered = 0
  #failed = false

  constructor() {
    super({ text: '' })
  }

  /** Adds a statement. @param name keeps it prepared on the connection */
  ask(text: string, values: readonly unknown[], name?: string): Promise<{ rows: unknown[] }> {
    const answer = new Promise<{ rows: unknown[] }>((resolve, reject) => {
      this.#refuse.push(reject)
      const config = { text, values: [...values], queryMode: 'extended', ...(name === undefined ? {} : { name }) }
      this.asked.push(new pg.Query(config, (err, result) => (err ? this.handleError(err) : resolve(result as unknown as { rows: unknown[] }))) as Asked)
    })
    // Whoever asked may have failed meanwhile, and wait for it no more.
    answer.catch(() => {})
    return answer
  }

  override submit = (connection: pg.Connection): null => {
    const messages: Buffer[] = []
    const stream = { writable: true, write: (message: Buffer) => messages.push(message) }
    const gathering = Object.create(connection, { stream: { value: stream }, sync: { value: () => {} } }) as pg.Connection
    for (const each of this.asked) {
      const failure = this.#failed ? null : (each.submit(gathering) as unknown as Error | null)
      if (failure) this.handleError(failure)
    }
    this.#expect(0)
    pg.Connection.prototype.sync.call(gathering)
    // As one write: each wakes the database up, and costs more than what it does then.
    connection.stream.write(Buffer.concat(messages))
    return null
  }

  handleRowDescription(message: unknown): void {
    if (!this.#failed) this.asked[this.#answered]?.handleRowDescription(message)
  }

  handleDataRow(message: unknown): void {
    if (!this.#failed) this.asked[this.#answered]?.handleDataRow(message)
  }

  handleCommandComplete(message: unknown, connection: pg.Connection): void {
    if (this.#failed) return
    this.asked[this.#answered]?.handleCommandComplete(message, connection)
    this.#expect(this.#answered + 1)
  }

  handleReadyForQuery(connection: pg.Connection): void {
    if (!this.#failed) for (const each of this.asked) each.handleReadyForQuery(connection)
  }

  /** @param connection where the database itself has refused one of them: those behind it were skipped, and are not prepared */
  handleError(err: unknown, connection?: pg.Connection): void {
    const { submittedNamedStatements } = (connection ?? {}) as { submittedNamedStatements?: Record<string, string> }
    for (const { name } of this.asked.slice(this.#answered)) if (name !== undefined) delete submittedNamedStatements?.[name]
    this.#failed = true
    for (const refuse of this.#refuse) refuse(err)
  }

  #expect(place: number): void {
    this.#answered = place
    this.name = this.asked[place]?.name
    this.text = this.asked[place]?.text
  }
}

import pg from 'pg'

/** A column of an answer, and what makes a value of what PostgreSQL writes there. */
interface Column {
  name: string
  read: (written: string) => unknown
}

type Row = Record<string, unknown>

/** How rows of an answer are made: a copy of one with nothing in it, so that all have one shape, then value by value. */
interface Shape {
  columns: readonly Column[]
  blank: Row
}

interface Asked {
  text: string
  values: readonly unknown[]
  name: string | undefined
  shape: Shape
  rows: Row[]
  answer(rows: Row[]): void
  refuse(err: unknown): void
}

const shapeless: Shape = { columns: [], blank: {} }

/** By connection, of what is prepared there: the shape of its answers, which cannot change while it is. */
const described = new WeakMap<pg.Connection, Map<string, Shape>>()

/**
 * Statements that go to the database as one: with one synchronisation behind the last, where pg puts one behind each. PostgreSQL does
 * them in one transaction, which needs no statements of its own to begin and to end, and sends all answers at once. When one fails, all
 * do. What is prepared is described once a connection.
 */
export class Together extends pg.Query {
  readonly asked: Asked[] = []
  /** By these pg notes what is prepared on the connection: they are those of the statement whose answer is due. */
  name: string | undefined
  text: string | undefined
  #due = 0
  #failed = false
  #known = new Map<string, Shape>()

  constructor() {
    super({ text: '' })
  }

  /** Adds a statement. @param name keeps it prepared on the connection */
  ask(text: string, values: readonly unknown[], name?: string): Promise<{ rows: Row[] }> {
    const answer = new Promise<{ rows: Row[] }>((resolve, refuse) => {
      this.asked.push({ text, values, name, shape: shapeless, rows: [], answer: (rows) => resolve({ rows }), refuse })
    })
    // Whoever asked may have failed meanwhile, and wait for it no more.
    answer.catch(() => {})
    return answer
  }

  override submit = (connection: pg.Connection): null => {
    this.#known = described.get(connection) ?? new Map<string, Shape>()
    described.set(connection, this.#known)
    const messages: Buffer[] = []
    const stream = { writable: true, write: (message: Buffer) => messages.push(message) }
    const left = { value: () => {} }
    const gathering = Object.create(connection, { stream: { value: stream }, sync: left }) as pg.Connection
    const undescribed = Object.create(gathering, { describe: left }) as pg.Connection
    for (const each of this.asked) {
      const shape = each.name === undefined ? undefined : this.#known.get(each.name)
      each.shape = shape ?? shapeless
      if (!this.#failed) this.#write(each, shape ? undescribed : gathering)
    }
    this.#expect(0)
    pg.Connection.prototype.sync.call(gathering)
    // As one write: each wakes the database up, and costs more than what it does then.
    connection.stream.write(Buffer.concat(messages))
    return null
  }

  #write({ text, values, name }: Asked, connection: pg.Connection): void {
    const config = { text, values: [...values], queryMode: 'extended', ...(name === undefined ? {} : { name }) }
    // Its answer comes to us; itself it hears only of values that cannot be sent.
    const query = new pg.Query(config, (err) => { if (err) this.handleError(err) })
    const failure = query.submit(connection) as unknown as Error | null
    if (failure) this.handleError(failure)
  }

  handleRowDescription({ fields }: { fields: readonly { name: string; dataTypeID: number; format: 'text' | 'binary' }[] }): void {
    const due = this.asked[this.#due]
    if (!due) return
    const columns = fields.map(({ name, dataTypeID, format }) => ({ name, read: pg.types.getTypeParser(dataTypeID, format) as Column['read'] }))
    due.shape = { columns, blank: { ...Object.fromEntries(columns.map(({ name }) => [name, null])) } }
    if (due.name !== undefined) this.#known.set(due.name, due.shape)
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    const due = this.asked[this.#due]
    if (!due || this.#failed) return
    try {
      due.rows.push(rowOf(due.shape, fields))
    } catch (err) {
      this.handleError(err)
    }
  }

  handleCommandComplete(): void {
    this.#expect(this.#due + 1)
  }

  handleReadyForQuery(): void {
    if (!this.#failed) for (const { answer, rows } of this.asked) answer(rows)
  }

  /** @param connection where the database itself has refused one of them: those behind it were skipped, and are not prepared */
  handleError(err: unknown, connection?: pg.Connection): void {
    const { submittedNamedStatements } = (connection ?? {}) as { submittedNamedStatements?: Record<string, string> }
    for (const { name } of this.asked.slice(this.#due)) if (name !== undefined) delete submittedNamedStatements?.[name]
    this.#failed = true
    for (const { refuse } of this.asked) refuse(err)
  }

  #expect(place: number): void {
    this.#due = place
    this.name = this.asked[place]?.name
    this.text = this.asked[place]?.text
  }
}

function rowOf({ columns, blank }: Shape, fields: readonly (string | null)[]): Row {
  const row = { ...blank }
  // By place: this runs for each value that is read.
  for (let place = 0; place < columns.length; place++) {
    const written = fields[place]
    const { name, read } = columns[place]!
    if (written !== null && written !== undefined) row[name] = read(written)
  }
  return row
}

import pg from 'pg'

const scope = `select set_config('role', 'crossdock_sign_in', true), set_config('search_path', 'auth', true)`
const begins = /^\s*(begin|start\s+transaction)\b/i
/** “rollback to savepoint” ends nothing. */
const ends = /^\s*(commit|end|abort|rollback(?!\s+(work\s+|transaction\s+)?to\b))\b/i

type Statement = [text: string | pg.QueryConfig, values?: unknown[]]
type Callback = (err: Error | null, result?: pg.QueryResult) => void

/** Nothing is prepared by name: the next transaction may have a connection that knows nothing of it. */
function unnamed([query, values]: Statement): Statement {
  if (typeof query === 'string') return [query, values]
  const { name: _, ...nameless } = query
  return [nameless, values]
}

/**
 * A client that says in each transaction who it is: through a pooler every transaction may have another connection, and what was
 * said at sign-in is not passed on. A statement outside of transactions becomes one of its own; all three go on the wire together.
 */
export class ScopedClient extends pg.Client {
  #within = false

  constructor(config?: pg.ClientConfig) {
    super({ ...config, pipeline: true })
    const query = (...given: unknown[]) => {
      const callback = typeof given.at(-1) === 'function' ? (given.pop() as Callback) : undefined
      const answer = this.#send(unnamed(given as Statement))
      if (!callback) return answer
      answer.then((result) => callback(null, result), (err: Error) => callback(err))
      return undefined
    }
    // Called in each of the ways that pg's declarations have a line for.
    this.query = query as pg.Client['query']
  }

  async #send(statement: Statement): Promise<pg.QueryResult> {
    const plain = (...[text, values]: Statement): Promise<pg.QueryResult> => super.query(text as string, values)
    const text = typeof statement[0] === 'string' ? statement[0] : statement[0].text
    if (begins.test(text)) {
      this.#within = true
      return plain(`${text}; ${scope}`).catch((err: unknown) => {
        this.#within = false
        throw err
      })
    }
    if (this.#within) {
      if (ends.test(text)) this.#within = false
      return plain(...statement)
    }
    // What is not known to be committed is not answered.
    const [, result] = await Promise.all([plain(`begin; ${scope}`), plain(...statement), plain('commit')])
    return result
  }
}

import pg from 'pg'

/**
 * Whether a connection pooler stands before the database. One that lends its connections for a transaction at a time cannot
 * pass on the number of the process that serves us, and makes one up.
 * @throws when the database cannot be reached
 */
export async function leadsThroughPooler(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, application_name: 'crossdock', connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    return rows[0]?.pid !== (client as unknown as { processID: number }).processID
  } finally {
    await client.end()
  }
}

import { spawnSync } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import os from 'node:os'
import { EmbeddedPostgresError } from './errors.ts'

/** The account PostgreSQL runs as. `switchTo` is present when we are root and must change to it: PostgreSQL refuses to run as root. */
export type Account = { readonly name: string; readonly switchTo?: { readonly uid: number; readonly gid: number } }

type PasswdEntry = { name: string; uid: number; gid: number }

/**
 * Chooses who runs PostgreSQL: ourselves, or when we are root the owner of the existing data, else `postgres`, else `nobody`.
 * @throws EmbeddedPostgresError `account-missing`, `data-of-another-account`
 */
export async function chooseAccount(data: string): Promise<Account> {
  const owner = await ownerOf(data)
  if (!isRoot()) return ourselves(data, owner)
  const entries = await readPasswd()
  // The owner first: a `postgres` account that appears later must not lose sight of data made as `nobody`.
  const wanted = owner === undefined ? ['postgres', 'nobody'] : entries.filter((entry) => entry.uid === owner).map((entry) => entry.name)
  for (const name of wanted) {
    const entry = entries.find((candidate) => candidate.name === name && candidate.uid > 0)
    if (entry) return { name, switchTo: { uid: entry.uid, gid: entry.gid } }
  }
  throw new EmbeddedPostgresError(
    'account-missing',
    owner === undefined
      ? 'PostgreSQL does not run as root, and this machine has neither a "postgres" nor a "nobody" account. Start as another user, or set DATABASE_URL.'
      : `The database in ${data} belongs to user id ${owner}, under which PostgreSQL cannot run. Give it to an ordinary account (chown -R postgres "${data}"), or set DATABASE_URL.`,
  )
}

/** Whether the account can enter and read the path; false also when the path does not exist. */
export function canReach(account: Account, path: string): boolean {
  const result = spawnSync('/bin/sh', ['-c', 'test -x "$0" && test -r "$0"', path], { ...account.switchTo, cwd: '/' })
  return result.status === 0
}

export function isRoot(): boolean {
  return process.getuid?.() === 0
}

function ourselves(data: string, owner: number | undefined): Account {
  if (owner !== undefined && owner !== process.getuid?.()) {
    throw new EmbeddedPostgresError(
      'data-of-another-account',
      `The database in ${data} was made by another user (id ${owner}). Start as that user or as root, choose another CROSSDOCK_DATA_DIR, or set DATABASE_URL.`,
    )
  }
  try {
    return { name: os.userInfo().username }
  } catch (err) {
    throw new EmbeddedPostgresError(
      'account-missing',
      `The user id ${process.getuid?.()} has no entry in /etc/passwd, which PostgreSQL needs. Start as a user of this machine, or set DATABASE_URL.`,
      { cause: err },
    )
  }
}

async function ownerOf(data: string): Promise<number | undefined> {
  try {
    return (await stat(data)).uid
  } catch {
    return undefined
  }
}

async function readPasswd(): Promise<PasswdEntry[]> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '')
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':')
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : []
  })
}

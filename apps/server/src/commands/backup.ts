import { existsSync } from 'node:fs'
import path from 'node:path'
import { backUp, BackupError, restore, type BackupReport, type RestoreReport } from '@crossdock/postgres'
import type { Config } from '../config/config.ts'
import { Sentence } from '../running/sentence.ts'
import { version } from '../version.ts'
import { keysOf } from './load-config.ts'
import { withPlace } from './with-database.ts'

/** @throws Sentence when the file is there already, or cannot be written */
export async function runBackup(config: Config, file: string, force: boolean): Promise<BackupReport> {
  const target = path.resolve(file)
  if (existsSync(target) && !force) throw new Sentence(`${target} is there already. Choose another name, or add --force to replace it.`)
  if (!existsSync(path.dirname(target))) throw new Sentence(`${path.dirname(target)} is not there. Make the folder first.`)
  try {
    return await withPlace(config, ({ directUrl: url }) => backUp({ url, file: target, keys: ring(config), version }))
  } catch (err) {
    const { code } = err as NodeJS.ErrnoException
    if (code === '42P01') throw new Sentence('The database is empty: there is nothing to back up yet.', { cause: err })
    if (code === 'ENOSPC' || code === 'EACCES' || code === 'EROFS') throw new Sentence(`${target} cannot be written (${code}). Nothing was left behind.`, { cause: err })
    throw err
  }
}

/** @throws Sentence when nothing was restored, and why */
export async function runRestore(config: Config, file: string, options: { force: boolean; withoutKeys: boolean }): Promise<RestoreReport> {
  try {
    return await withPlace(config, ({ directUrl: url }) => restore({ url, file: path.resolve(file), keys: ring(config), ...options }))
  } catch (err) {
    if (err instanceof BackupError) throw new Sentence(err.message, { cause: err })
    throw err
  }
}

export function restoredSentence(report: RestoreReport): string {
  return [
    `Restored as of ${report.takenAt}: ${report.rows} rows in ${report.tables} tables.`,
    ...(report.writesInDoubt > 0 ? [`${report.writesInDoubt} writes were not settled then and may have been carried out since. They are asked for under their old keys or read back; those that cannot be settled will wait for a person in the outbox.`] : []),
    ...(report.newsInDoubt > 0 ? [`${report.newsInDoubt} mails and webhooks waited then and may have gone out since. None is sent again by itself; E-mail and Webhooks list them, and a person can.`] : []),
    ...(report.accounts > 0 ? [`${report.accounts} stores have gone on since: start Crossdock, then compare them: npm run crossdock -- reconcile --all`] : []),
    'Everybody has to sign in again.',
  ].join('\n')
}

const ring = (config: Config) => {
  const { current, all } = keysOf(config)
  return [current, ...all.filter((key) => key.id !== current.id)]
}

import type { CAC } from 'cac'
import { restoredSentence, runBackup, runRestore } from './backup.ts'
import { Sentence } from '../running/sentence.ts'
import { keysText, listKeys, pruneKeys, resealSecrets, rotateKeys } from './keys.ts'
import { loadConfig } from './load-config.ts'
import { withDatabase, type CommandDatabase } from './with-database.ts'

/** Answers on stdout: data with --json, else the sentence. */
export type Answer = (json: boolean | undefined, data: unknown, sentence: string) => void

interface Options {
  json?: boolean
  force?: boolean
  withoutKeys?: boolean
}

const jsonOption = ['--json', 'Answer in JSON'] as const

/** The commands for three in the morning. */
export function addOperating(cli: CAC, answer: Answer): void {
  cli
    .command('backup <file>', 'Write the whole database, as it is at this instant, to a file; never the keys')
    .option('--force', 'Replace the file if it is there')
    .option(...jsonOption)
    .example('crossdock backup /backups/crossdock-2026-11-25.tar.gz')
    .action(async (file: string, { force, json }: Options) => {
      const made = await runBackup(loadConfig(), String(file), force === true)
      answer(json, made, `${made.file}: ${made.rows} rows of ${made.tables} tables, ${Math.ceil(made.bytes / 1024)} kB, as of ${made.takenAt}.\n${keysSentence(made.keys)}`)
    })

  cli
    .command('restore <file>', 'Put a backup in the place of all that the database holds, wholly or not at all')
    .option('--force', 'Also when the database is not empty')
    .option('--without-keys', 'Also when keys are missing: what they sealed is given up')
    .option(...jsonOption)
    .example('crossdock restore /backups/crossdock-2026-11-25.tar.gz --force')
    .action(async (file: string, { force, withoutKeys, json }: Options) => {
      const report = await runRestore(loadConfig(), String(file), { force: force === true, withoutKeys: withoutKeys === true })
      answer(json, report, restoredSentence(report))
    })

  cli
    .command('keys <action>', 'list, rotate, reseal, prune: the keys that secrets are sealed with')
    .option(...jsonOption)
    .example('crossdock keys rotate')
    .action(async (action: string, { json }: Options) => {
      const config = loadConfig()
      const actions: Record<string, (opened: CommandDatabase) => Promise<[data: unknown, sentence: string]>> = {
        list: async (opened) => ((lines) => [lines, keysText.list(lines)] as [unknown, string])(await listKeys(config, opened)),
        rotate: async (opened) => ((done) => [done, keysText.rotate(done, config)] as [unknown, string])(await rotateKeys(config, opened, new Date())),
        reseal: async (opened) => ((done) => [done, keysText.reseal(done)] as [unknown, string])(await resealSecrets(config, opened)),
        prune: async (opened) => ((done) => [done, keysText.prune(done)] as [unknown, string])(await pruneKeys(config, opened)),
      }
      const run = Object.hasOwn(actions, action) ? actions[action] : undefined
      if (!run) throw new Sentence(`“keys ${action}” is not a command. Use: keys ${Object.keys(actions).join(', keys ')}`)
      answer(json, ...(await withDatabase(config, run)))
    })
}

const keysSentence = (keys: readonly string[]) =>
  keys.length === 0 ? 'It holds no sealed secrets.' : `Its secrets open with ${keys.length === 1 ? 'the key' : 'the keys'} ${keys.join(', ')}: keep ${keys.length === 1 ? 'it' : 'them'} apart from this file.`

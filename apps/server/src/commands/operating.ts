import type { CAC } from 'cac'
import { answeredText, answerOutbox } from './answer-outbox.ts'
import { restoredSentence, runBackup, runRestore } from './backup.ts'
import { Sentence } from '../running/sentence.ts'
import { keysText, listKeys, pruneKeys, resealSecrets, rotateKeys } from './keys.ts'
import { loadConfig } from './load-config.ts'
import { leaveOutbox, leftText, listOutbox, outboxText, retriedText, retryOutbox } from './outbox.ts'
import { allCompared, reconcileText, runReconcile } from './reconcile.ts'
import { withApp } from './with-app.ts'
import { withDatabase, type CommandDatabase } from './with-database.ts'

/** Answers on stdout: data with --json, else the sentence. */
export type Answer = (json: boolean | undefined, data: unknown, sentence: string) => void

interface Options {
  json?: boolean
  force?: boolean
  withoutKeys?: boolean
  account?: string
  note?: string
  allArrived?: boolean
  noneArrived?: boolean
  all?: boolean
  patience?: number
  days?: number
  state?: string
  kind?: string
  allRefused?: boolean
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
    .command('reconcile', 'Compare stores with what we have, now, and bring in what is missing')
    .option('--account <id or name>', 'One EC account')
    .option('--all', 'Every connected EC account')
    .option('--days <days>', 'How far back, 1 to 30; older orders than of 7 days are compared, and cannot be imported', { default: 7 })
    .option('--patience <seconds>', 'How long to wait for one', { default: 900 })
    .option(...jsonOption)
    .example('crossdock reconcile --all')
    .example('crossdock reconcile --account "My store" --days 2')
    .action(async ({ account, all, patience, days, json }: Options) => {
      if ((account === undefined) === (all !== true)) throw new Sentence('Say either --account <id or name> or --all. See --help.')
      const compared = await withApp(loadConfig(), (app) => runReconcile(app, { account: account === undefined ? null : String(account), days: Number(days), patienceMs: Number(patience) * 1000 }))
      answer(json, compared, reconcileText(compared))
      if (!allCompared(compared)) process.exitCode = 1
    })

  cli
    .command('outbox <action> [...ids]', 'list: writes to platforms that wait or were refused; retry: send refused ones again; leave: leave refused ones as they are; answer: say what became of one that nobody can ask the store about')
    .option('--state <state>', 'planned, sending, unknown, rejected or accepted')
    .option('--kind <kind>', 'tracking, stock_increment, stock_overwrite, webhook_subscription or revocation')
    .option('--account <id or name>', 'Of one EC account')
    .option('--all-refused', 'All that was refused (with --kind and --account: of these)')
    .option('--all-arrived', 'answer: the store has all of it')
    .option('--none-arrived', 'answer: the store has nothing of it; it is sent again')
    .option('--note <text>', 'leave: why nothing can be done about it; answer: how it was found out')
    .option(...jsonOption)
    .example('crossdock outbox list --state unknown')
    .example('crossdock outbox retry --all-refused --account "My store"')
    .example('crossdock outbox answer 01a2… TEA-001=arrived TEA-002=not-arrived')
    .example('crossdock outbox leave 01a2… --note "The merchant entered it by hand"')
    .action(async (action: string, ids: string[], { state, kind, account, allRefused, allArrived, noneArrived, note, json }: Options) => {
      const filter = { state: textOf(state), kind: textOf(kind), account: textOf(account) }
      const refused = { ids: ids.map(String), allRefused: allRefused === true, filter }
      if (action === 'list') {
        const lines = await withDatabase(loadConfig(), (opened) => listOutbox(opened, filter))
        answer(json, lines, outboxText(lines))
      } else if (action === 'retry') {
        const outcomes = await withApp(loadConfig(), (app) => retryOutbox(app, refused))
        answer(json, outcomes, retriedText(outcomes))
        if (outcomes.some(({ ok }) => !ok)) process.exitCode = 1
      } else if (action === 'leave') {
        const outcomes = await withApp(loadConfig(), (app) => leaveOutbox(app, { ...refused, note: textOf(note) }))
        answer(json, outcomes, leftText(outcomes))
        if (outcomes.some(({ ok }) => !ok)) process.exitCode = 1
      } else if (action === 'answer') {
        const answered = await withApp(loadConfig(), (app) => answerOutbox(app, { words: ids.map(String), allArrived: allArrived === true, noneArrived: noneArrived === true, note: textOf(note) }))
        answer(json, answered, answeredText(answered))
      } else throw new Sentence(`“outbox ${action}” is not a command. Use: outbox list, outbox retry, outbox leave, outbox answer`)
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

/** cac makes numbers of what looks like one. */
const textOf = (value: unknown): string | undefined => (value === undefined ? undefined : String(value))

const keysSentence = (keys: readonly string[]) =>
  keys.length === 0 ? 'It holds no sealed secrets.' : `Its secrets open with ${keys.length === 1 ? 'the key' : 'the keys'} ${keys.join(', ')}: keep ${keys.length === 1 ? 'it' : 'them'} apart from this file.`

import { problemText, isProblemCode } from '@crossdock/contract'
import { Refusal } from '@crossdock/flows/ports'
import { isDatabaseAway, migrate } from '@crossdock/postgres'
import { EmbeddedPostgresError } from '@crossdock/postgres/embedded'
import cac from 'cac'
import { runCreateApiKey } from './commands/create-api-key.ts'
import { runCreateUser } from './commands/create-user.ts'
import { doctorText, runDoctor } from './commands/doctor/doctor.ts'
import { loadConfig } from './commands/load-config.ts'
import { addOperating } from './commands/operating.ts'
import { runSeedDemo } from './commands/seed-demo.ts'
import { start, type ProcessRole } from './commands/start.ts'
import { runUntilSignalled } from './commands/until-signalled.ts'
import { withDatabase } from './commands/with-database.ts'
import { Sentence } from './running/sentence.ts'
import { version } from './version.ts'

const processRoles: readonly ProcessRole[] = ['all', 'api', 'worker']
const jsonOption = ['--json', 'Answer in JSON'] as const

interface Options {
  json?: boolean
  role?: string
  email?: string
  password?: string
  name?: string
  merchant?: string
}

// Whoever read what we print may be gone, or the disk that it goes to full: that ends no work.
for (const out of [process.stdout, process.stderr]) out.on('error', () => {})

const cli = cac('crossdock')

cli
  .command('start', 'Start Crossdock: the API with the screens, the worker, or both')
  .option('--role <role>', 'all, api or worker', { default: 'all' })
  .example('crossdock start --role worker')
  .action(async ({ role }: Options) => {
    const chosen = processRoles.find((each) => each === role)
    if (!chosen) throw new Sentence(`“${role}” is not a process role. Use one of: ${processRoles.join(', ')}.`)
    await runUntilSignalled((fail) => start(loadConfig(), chosen, fail))
  })

cli
  .command('migrate', 'Bring the database up to date')
  .option(...jsonOption)
  .action(async ({ json }: Options) => {
    await withDatabase(loadConfig(), ({ directUrl }) => migrate({ url: directUrl }))
    answer(json, { migrated: true }, 'The database is up to date.')
  })

cli
  .command('user <action>', 'create: make a user')
  .option('--email <email>', 'The address to sign in with')
  .option('--password <password>', 'At least 12 characters')
  .option('--role <role>', 'admin, operator or merchant')
  .option('--merchant <id or code>', 'Whose user, for the role merchant')
  .option('--name <name>', 'The name to show')
  .option(...jsonOption)
  .example('crossdock user create --email anna@example.com --password "a long sentence" --role operator')
  .action(async (action: string, { email, password, role, merchant, name, json }: Options) => {
    onlyCreate('user', action)
    const wanted = { email: need('email', email), password: need('password', password), role: need('role', role), merchant: text(merchant), name: text(name) }
    const user = await withDatabase(loadConfig(), (opened) => runCreateUser(opened, wanted))
    answer(json, user, `${user.email} may sign in now, as ${user.role}.`)
  })

cli
  .command('api-key <action>', 'create: make an API key, shown this once')
  .option('--role <role>', 'admin, operator or merchant')
  .option('--name <name>', 'By which to recognise it')
  .option('--merchant <id or code>', 'Whose key, for the role merchant')
  .option(...jsonOption)
  .example('crossdock api-key create --role operator --name "our WMS"')
  .action(async (action: string, { role, name, merchant, json }: Options) => {
    onlyCreate('api-key', action)
    const wanted = { role: need('role', role), name: need('name', name), merchant: text(merchant) }
    const made = await withDatabase(loadConfig(), (opened) => runCreateApiKey(opened, wanted))
    answer(json, made, made.key)
  })

cli
  .command('demo <action>', 'seed: fill the warehouse from the sandbox’s shops')
  .option(...jsonOption)
  .action(async (action: string, { json }: Options) => {
    if (action !== 'seed') throw new Sentence(`“demo ${action}” is not a command. Use: demo seed`)
    const config = loadConfig()
    const seeded = await withDatabase(config, (opened) => runSeedDemo(config, opened))
    answer(json, seeded, seeded.merchants.length === 0 ? 'The demo was there already.' : `The demo is ready: ${seeded.merchants.join(', ')}.`)
  })

cli
  .command('doctor', 'Look at everything that Crossdock depends on')
  .option(...jsonOption)
  .action(async ({ json }: Options) => {
    const config = loadConfig()
    const findings = await withDatabase(config, (opened) => runDoctor(config, opened))
    answer(json, findings, doctorText(findings))
    if (findings.some((finding) => !finding.ok)) process.exitCode = 1
  })

addOperating(cli, answer)

cli.help()
cli.version(version)

function answer(json: boolean | undefined, data: unknown, sentence: string): void {
  process.stdout.write(`${json ? JSON.stringify(data) : sentence}\n`)
}

function onlyCreate(noun: string, action: string): void {
  if (action !== 'create') throw new Sentence(`“${noun} ${action}” is not a command. Use: ${noun} create`)
}

/** cac makes numbers of what looks like one. */
const text = (value: unknown): string | undefined => (value === undefined ? undefined : String(value))

function need(option: string, value: unknown): string {
  const given = text(value)
  if (given === undefined || given === 'true') throw new Sentence(`--${option} is missing. See --help.`)
  return given
}

function sentenceOf(err: unknown): string {
  if (err instanceof Refusal && isProblemCode(err.code)) {
    const { title, detail } = problemText(err.code, 'en', err.params)
    return [`${title}. ${detail}`, ...err.errors.map((issue) => `${issue.path} ${issue.message}`)].join('\n')
  }
  if (err instanceof Sentence || err instanceof EmbeddedPostgresError) return err.message
  if (isDatabaseAway(err)) return `The database cannot be reached (${(err as Error).message || (err as { code?: string }).code}). Is it running, and is DATABASE_URL right?`
  if (err instanceof Error && err.name === 'CACError') return `${err.message}. See --help.`
  return err instanceof Error ? (err.stack ?? err.message) : String(err)
}

try {
  cli.parse(process.argv, { run: false })
  if (!cli.matchedCommand && !cli.options['help'] && !cli.options['version']) {
    if (cli.args[0] !== undefined) throw new Sentence(`“${cli.args[0]}” is not a command. See --help.`)
    cli.outputHelp()
  } else {
    await cli.runMatchedCommand()
  }
} catch (err) {
  process.stderr.write(`${sentenceOf(err)}\n`)
  process.exitCode = err instanceof Sentence ? err.exitCode : 1
}

import { statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import path from 'node:path'
import { hasAdmin } from '../../sign-in/users.ts'
import { bad, ok, warn, type Check, type Patient } from './finding.ts'

const fullAt = { warning: 80, wrong: 90 }

/** This process, its disk and its settings. */
export function machineChecks({ config, signIn }: Patient): Check[] {
  return [
    { name: 'node', run: () => (Number(process.versions.node.split('.')[0]) >= 24 ? ok(process.version) : bad(`${process.version} is too old: 24 or later is needed`)) },
    {
      name: 'disk',
      async run() {
        const { bsize, blocks, bavail } = await statfs(config.dataDir)
        return diskVerdict(config.dataDir, { total: blocks * bsize, free: bavail * bsize })
      },
    },
    {
      name: 'admin',
      async run() {
        if (await hasAdmin(signIn)) return ok('there is one')
        if (config.demo) return ok('the demo’s own login; make a real one by the set-up link that start prints')
        return bad('there is none yet: open the set-up link that start prints, or run user create --role admin')
      },
    },
    ...(config.keys === null ? [{ name: 'keys file', run: () => keysFileVerdict(path.join(config.dataDir, 'keys')) }] : []),
  ]
}

export function diskVerdict(folder: string, { total, free }: { total: number; free: number }) {
  const full = total === 0 ? 100 : Math.floor(((total - free) / total) * 100)
  const said = `${folder} is ${full} % full, ${(free / 1024 ** 3).toFixed(1)} GB free`
  if (full >= fullAt.wrong) return bad(`${said}: free some, or PostgreSQL stops when it is full; du -sh ${folder}/* says what takes it`)
  return full >= fullAt.warning ? warn(`${said}: free some soon`) : ok(said)
}

function keysFileVerdict(file: string) {
  const mode = statSync(file).mode & 0o777
  return mode & 0o077 ? bad(`${file} can be read by others (${mode.toString(8)}): chmod 600 ${file}`) : ok(`${file}, for us alone; keep a copy apart from the backups`)
}

// node scripts/keep-version.mjs <commit>: keeps the server of that commit as the version before, which tests/deploy runs beside the present one.
// Done once a release. What is kept is the sources as they were, without their tests and the screens; the archive names its commit.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { runMain, SetupError } from './setup/failure.mjs'
import { root } from './setup/paths.mjs'

const kept = ['package.json', 'domain', 'contract', 'connectors', 'flows', 'postgres', 'apps/server', ':(exclude)*.test.ts', ':(exclude)*.test.tsx']

await runMain(async () => {
  const [commit] = process.argv.slice(2)
  if (!commit) throw new SetupError('Which commit? node scripts/keep-version.mjs <commit>')
  const archive = execFileSync('git', ['archive', '--format=tar', commit, ...kept], { cwd: root, maxBuffer: 64 * 1024 * 1024 })
  const file = path.join(root, 'tests', 'deploy', 'version-before.tar.br')
  writeFileSync(file, brotliCompressSync(archive, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: archive.length } }))
  console.log(path.relative(root, file))
})

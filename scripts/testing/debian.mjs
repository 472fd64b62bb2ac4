import { mkdir, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { SetupError } from '../setup/failure.mjs'
import { runQuietly, runStep } from '../setup/progress.mjs'

/** The folders below where packages were unpacked that hold libraries, as a line of /bin/sh which sets LD_LIBRARY_PATH; `$here` is where. */
export const exportLibraries = `for folder in "$here"/usr/lib/*-linux-gnu* "$here"/lib/*-linux-gnu* "$here"/usr/lib/*-linux-gnu*/pulseaudio; do
  if [ -d "$folder" ]; then libraries=\${libraries:+$libraries:}$folder; fi
done
export LD_LIBRARY_PATH="$libraries\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"`

/**
 * Downloads Debian packages and whatever this machine lacks for them, with apt's own verification, but with lists and archives of our own, and
 * unpacks them into `files` below a folder. Needs no root and changes nothing on the machine.
 * @param {{ folder: string, what: string, size: string, packages: string[], missing: string, advice: string }} wanted
 *   `missing` is said where there is no apt, `advice` what a person can do then
 */
export async function unpackDebianPackages({ folder, what, size, packages, missing, advice }) {
  if ((await runQuietly('apt-get', ['--version'], { cwd: '/' })).code !== 0) throw new SetupError(`${missing} ${advice}`)
  const archives = await downloadPackages({ folder, what, size, packages, advice })
  await runStep({
    doing: `Unpacking ${what}`, done: `${what} unpacked`, failed: advice, cwd: folder,
    command: '/bin/sh', args: ['-c', 'for package in "$@"; do dpkg-deb --extract "$package" files || exit 1; done', 'sh', ...archives],
  })
  await rm(path.join(folder, 'apt'), { recursive: true, force: true })
}

async function downloadPackages({ folder, what, size, packages, advice }) {
  const apt = path.join(folder, 'apt')
  const archives = path.join(apt, 'archives')
  await mkdir(path.join(apt, 'lists', 'partial'), { recursive: true })
  await mkdir(path.join(archives, 'partial'), { recursive: true })
  const options = {
    'Dir::State': apt, 'Dir::State::lists': path.join(apt, 'lists'), 'Dir::State::status': '/var/lib/dpkg/status', 'Dir::Cache': apt,
    'Dir::Cache::archives': archives, 'Dir::Log': apt, 'Debug::NoLocking': '1', 'APT::Sandbox::User': '',
  }
  const settings = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  const run = (doing, done, args) => runStep({ doing, done, failed: advice, command: 'apt-get', args: [...settings, ...args], cwd: '/' })
  await run('Reading Debian\'s package lists', 'Package lists read', ['update'])
  await run(`Downloading ${what} (about ${size})`, `${what} downloaded`, ['install', '--yes', '--no-install-recommends', '--download-only', ...packages])
  return (await readdir(archives)).filter((name) => name.endsWith('.deb')).map((name) => path.join(archives, name))
}

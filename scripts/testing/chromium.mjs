import { constants } from 'node:fs'
import { access, chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { SetupError } from '../setup/failure.mjs'
import { withLock } from '../setup/lock.mjs'
import { userCache } from '../setup/paths.mjs'
import { runQuietly, runStep, say } from '../setup/progress.mjs'

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const macApplications = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium']
// With the fonts that Chinese text needs.
const debianPackages = ['chromium', 'fonts-noto-cjk']
const advice = 'Install Chromium or Google Chrome and start again, or set CROSSDOCK_CHROMIUM to its path.'

/**
 * The browser for the browser tests: CROSSDOCK_CHROMIUM, else one of the machine, else Debian's, unpacked into the user's cache. That needs no
 * root and changes nothing on the machine.
 * @returns {Promise<string>} the path of an executable
 */
export async function ensureChromium() {
  const chosen = process.env.CROSSDOCK_CHROMIUM
  if (chosen) {
    if (await isExecutable(chosen)) return chosen
    throw new SetupError(`CROSSDOCK_CHROMIUM is ${chosen}, which is not a program. ${advice}`)
  }
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean)
  const cached = path.join(userCache, 'chromium', 'chromium')
  for (const place of [...commands.flatMap((name) => folders.map((folder) => path.join(folder, name))), ...macApplications, cached]) {
    if (await isExecutable(place)) return place
  }
  await withLock('chromium', async () => {
    if (!(await isExecutable(cached))) await unpackDebianChromium(path.dirname(cached))
  }, userCache)
  return cached
}

async function unpackDebianChromium(target) {
  if ((await runQuietly('apt-get', ['--version'], { cwd: '/' })).code !== 0) throw new SetupError(`The browser tests need Chromium, and none was found. ${advice}`)
  const draft = await mkdtemp(`${target}.draft-`)
  try {
    const packages = await downloadPackages(draft)
    await runStep({
      doing: `Unpacking Chromium into ${target}`, done: 'Chromium unpacked', failed: advice, cwd: draft,
      command: '/bin/sh', args: ['-c', 'for package in "$@"; do dpkg-deb --extract "$package" files || exit 1; done', 'sh', ...packages],
    })
    await writeLauncher(draft, target)
    await rm(path.join(draft, 'apt'), { recursive: true, force: true })
    await rename(draft, target)
    await checkItStarts(path.join(target, 'chromium'))
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/** Downloads Chromium and whatever this machine lacks for it, with apt's own verification, but with lists and archives of our own. */
async function downloadPackages(draft) {
  const apt = path.join(draft, 'apt')
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
  await run('Downloading Chromium and fonts (about 180 MB)', 'Chromium downloaded', ['install', '--yes', '--no-install-recommends', '--download-only', ...debianPackages])
  return (await readdir(archives)).filter((name) => name.endsWith('.deb')).map((name) => path.join(archives, name))
}

/** Chromium from outside /usr has to be told where its libraries and fonts are. */
async function writeLauncher(draft, target) {
  const files = path.join(target, 'files')
  await writeFile(path.join(draft, 'fonts.conf'), `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <include ignore_missing="yes">${escapeXml(path.join(files, 'etc', 'fonts', 'fonts.conf'))}</include>
  <dir>${escapeXml(path.join(files, 'usr', 'share', 'fonts'))}</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`)
  const launcher = path.join(draft, 'chromium')
  await writeFile(launcher, `#!/bin/sh
here=$(dirname "$0")/files
for folder in "$here"/usr/lib/*-linux-gnu* "$here"/lib/*-linux-gnu* "$here"/usr/lib/*-linux-gnu*/pulseaudio; do
  if [ -d "$folder" ]; then libraries=\${libraries:+$libraries:}$folder; fi
done
export LD_LIBRARY_PATH="$libraries\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export FONTCONFIG_FILE="$(dirname "$0")/fonts.conf"
exec "$here/usr/lib/chromium/chromium" "$@"
`)
  await chmod(launcher, 0o755)
}

async function checkItStarts(chromium) {
  const { code, output } = await runQuietly(chromium, ['--headless', '--no-sandbox', '--disable-gpu', '--dump-dom', 'data:text/html,<p>it starts</p>'], { cwd: '/' })
  if (code === 0 && output.includes('<p>it starts</p>')) return
  await rm(path.dirname(chromium), { recursive: true, force: true })
  say(output.trimEnd())
  throw new SetupError(`Debian's Chromium does not start on this machine (${code}). ${advice}`)
}

async function isExecutable(file) {
  return access(file, constants.X_OK).then(() => true, () => false)
}

function escapeXml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

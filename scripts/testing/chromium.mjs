import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { SetupError } from '../setup/failure.mjs'
import { withLock } from '../setup/lock.mjs'
import { userCache } from '../setup/paths.mjs'
import { runQuietly, say } from '../setup/progress.mjs'
import { exportLibraries, unpackDebianPackages } from './debian.mjs'
import { firstExecutable, isExecutable, placesInPath } from './executable.mjs'

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
  const cached = path.join(userCache, 'chromium', 'chromium')
  const found = await firstExecutable([...placesInPath(commands), ...macApplications, cached])
  if (found) return found
  await withLock('chromium', async () => {
    if (!(await isExecutable(cached))) await unpackDebianChromium(path.dirname(cached))
  }, userCache)
  return cached
}

async function unpackDebianChromium(target) {
  const draft = await mkdtemp(`${target}.draft-`)
  try {
    await unpackDebianPackages({ folder: draft, what: 'Chromium and fonts', size: '180 MB', packages: debianPackages, missing: 'The browser tests need Chromium, and none was found.', advice })
    await writeLauncher(draft, target)
    await rename(draft, target)
    await checkItStarts(path.join(target, 'chromium'))
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
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
${exportLibraries}
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

function escapeXml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

// @ts-check
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { runAside } from './run.mjs'
import { SetupError, say } from './say.mjs'

/** What the window needs to open, its tests to run (a display and a keychain of their own, and fonts, so that screenshots look alike everywhere), and the fallback runtime to be built. */
export const DEBIAN = {
  window: ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libsecret-1-0', 'libnotify4'],
  tests: ['xvfb', 'xauth', 'dbus', 'gnome-keyring', 'fonts-inter', 'fonts-noto-color-emoji'],
  build: ['unzip', 'g++', 'make', 'python3'],
}

/** A package also counts as installed under a name that provides it (`libgtk-3-0t64`). @param {readonly string[]} names */
function missing(names) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholders are dpkg's
  const list = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${Status}, ${Provides}\n'], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  const have = new Set()
  for (const line of list.stdout.split('\n')) {
    if (!line.includes(' installed')) continue
    for (const word of line.split(/[\s,]+/)) have.add(word)
  }
  return names.filter(name => !have.has(name))
}

/** Installs what is missing when we are root on Debian, says what to install when we are not, and does nothing elsewhere. @param {readonly string[]} names */
export async function installDebian(names) {
  if (!existsSync('/etc/debian_version')) return
  const wanted = missing(names)
  if (wanted.length === 0) return
  if (process.getuid?.() !== 0) {
    throw new SetupError(
      `Some Debian packages are missing. Install them and run this again: sudo apt-get install -y ${wanted.join(' ')}`,
    )
  }
  say(`Installing Debian packages: ${wanted.join(' ')} …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (/** @type {string[]} */ ...args) => runAside('apt-get', ['-q', ...args], { env })
  const install = () => apt('install', '-y', '--no-install-recommends', ...wanted)
  // A package list that is missing or old is the usual reason of a first failure.
  if ((await apt('update')) !== 0) say('apt-get update failed; going on with the package list at hand.')
  if ((await install()) !== 0)
    throw new SetupError('apt-get could not install them. Its output above says why.')
}

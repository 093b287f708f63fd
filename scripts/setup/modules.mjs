// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runAside } from './run.mjs'
import { SetupError, say } from './say.mjs'

/**
 * @typedef {{ version?: string, optional?: boolean, link?: boolean }} Package
 * @param {string} file
 * @returns {Record<string, Package> | undefined}
 */
function packages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined
}

/** Node 24 as the `node` package brings it. @param {string} root */
export function node24(root) {
  return join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
}

/**
 * Whether node_modules is what the lockfile asks for. npm itself writes what it installed, last of all, into a hidden lockfile:
 * no stamp of ours could know better. Optional packages of other platforms are in the one and not in the other.
 * @param {string} root
 */
export function installed(root) {
  const wanted = packages(join(root, 'package-lock.json'))
  const present = packages(join(root, 'node_modules', '.package-lock.json'))
  if (!wanted || !present || !existsSync(node24(root))) return false
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    const found = present[path]
    return path === '' || (found ? found.version === version : optional === true)
  })
}

/** `npm ci`, only when node_modules is not what the lockfile asks for. @param {string} root */
export async function installModules(root) {
  if (installed(root)) return
  say('Installing the packages of package-lock.json …')
  // The machine's Node may be older than some packages want: they run on the Node 24 that is installed with them.
  const args = ['ci', '--no-progress', '--loglevel=error']
  const npm = process.env.npm_execpath
  const code = npm
    ? await runAside(process.execPath, [npm, ...args], { cwd: root })
    : await runAside(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { cwd: root })
  if (code !== 0)
    throw new SetupError('npm ci failed: the packages could not be installed. Its output above says why.')
  if (!existsSync(node24(root)))
    throw new SetupError(
      'Node 24 did not arrive with the `node` package: allow its install script and run again.',
    )
}

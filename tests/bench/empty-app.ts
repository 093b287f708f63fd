import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { packagedApp } from '../../scripts/package.ts'
import { fallbackPackaging } from '../../scripts/setup/fallback.mjs'
import { runAside } from '../../scripts/setup/run.mjs'
import { root, scriptOf } from '../../scripts/tools.ts'

/** Switches that it needs, as the app does, in a container without a graphics card. */
export const EMPTY_APP_SWITCHES = [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu']

/** A window as the app opens it, around a page with one sentence; with `--no-window` none. */
const MAIN = `const { app, BrowserWindow } = require('electron')
app.whenReady().then(() => {
  if (process.argv.includes('--no-window')) return
  const window = new BrowserWindow({ width: 1280, height: 800, webPreferences: { contextIsolation: true, sandbox: true } })
  window.loadFile('index.html')
})`
const PAGE =
  '<!doctype html><html lang="en"><head><title>Empty</title></head><body><p>Nothing</p></body></html>'

/** Packages an app without content, with the runtime of the packaged app; returns its executable. Throws when it could not be packaged. */
export async function emptyApp(folder: string): Promise<string> {
  const source = join(folder, 'empty')
  mkdirSync(source, { recursive: true })
  const about = {
    name: 'empty',
    productName: 'Empty',
    version: '1.0.0',
    main: 'main.js',
    description: 'Nothing',
  }
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8'))
  const { electronDist, electronVersion } = process.env.PRILAVOK_RUNTIME
    ? fallbackPackaging(root)
    : { electronDist: null, electronVersion: version as string }
  const files = {
    'package.json': JSON.stringify(about),
    'main.js': MAIN,
    'index.html': PAGE,
    'builder.json': JSON.stringify({
      appId: 'app.empty',
      electronVersion,
      ...(electronDist && { electronDist }),
      npmRebuild: false,
      compression: 'store',
      electronFuses: { enableNodeCliInspectArguments: true },
      mac: { identity: null },
    }),
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(source, name), text)
  const args = [scriptOf('electron-builder'), '--dir', '--publish=never', '--config', 'builder.json']
  const code = await runAside(process.execPath, [...args, '--project', source], {
    cwd: source,
    env: { ...process.env, CSC_IDENTITY_AUTO_DISCOVERY: 'false' },
  })
  if (code !== 0) throw new Error('the empty app could not be packaged')
  const ours = packagedApp()
  const place = relative(join(root, 'dist/tests'), dirname(ours))
  const name = basename(ours) === 'prilavok' ? 'empty' : basename(ours).replace('Prilavok', 'Empty')
  return join(source, 'dist', place.replace('Prilavok.app', 'Empty.app'), name)
}

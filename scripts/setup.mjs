// @ts-check
// `node scripts/setup.mjs <task> [arguments]`: makes ready what the task needs, then runs it under Node 24.
// It runs on Node 20 with nothing installed, so it and `setup/` import nothing but Node; what is ready already is not touched.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DEBIAN, installDebian } from './setup/debian.mjs'
import { installElectron } from './setup/electron.mjs'
import { installModules, node24 } from './setup/modules.mjs'
import { run } from './setup/run.mjs'
import { SetupError, say } from './setup/say.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [task = '', ...args] = process.argv.slice(2)
// Three benches measure the packaged app.
const tests =
  task === 'test' ||
  task === 'test:e2e' ||
  (task === 'bench' && args.some(arg => /c-b|window|start/.test(arg)))
const opens = task === 'start' || task === 'dev' || (task === 'demo' && args.includes('--window'))

/** @returns {Promise<number>} the task's exit code */
async function main() {
  if (opens && process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    throw new SetupError(
      'There is no display here to open a window on; `npm run demo` shows the same in the terminal.',
    )
  }
  await installModules(root)
  if (tests) await installDebian([...DEBIAN.window, ...DEBIAN.tests])
  const runtime = tests || opens || task === 'package' ? await installElectron(root) : {}
  // Tools that are started by name must find the Node that came with the packages, not the machine's.
  const PATH = [join(root, 'node_modules', '.bin'), process.env.PATH].join(
    process.platform === 'win32' ? ';' : ':',
  )
  return run(node24(root), [join(root, 'scripts', 'run.ts'), task, ...args], {
    cwd: root,
    env: { ...process.env, ...runtime, PATH },
  })
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  say(error.message)
  process.exitCode = 1
}

// The tasks of package.json, run under Node 24 with everything set up. `scripts/setup.mjs` starts this.
import { join } from 'node:path'
import { check } from './check.ts'
import { build, icons, packageApp, packagedApp } from './package.ts'
import { run } from './setup/run.mjs'
import { SetupError, say } from './setup/say.mjs'
import { test } from './test.ts'
import { root, tool } from './tools.ts'

const node = (file: string, ...args: readonly string[]) =>
  run(process.execPath, [join(root, file), ...args], { cwd: root })
// Chromium refuses to run as root in its sandbox; in a container root may be the only user.
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []

async function start(args: readonly string[]): Promise<number> {
  // The fallback runtime opens packaged apps only.
  if (process.env.PRILAVOK_RUNTIME) {
    await packageApp()
    return run(packagedApp(), [...asRoot, ...args], { cwd: root })
  }
  await build()
  return tool('electron', ...asRoot, root, ...args)
}

async function dev(args: readonly string[]): Promise<number> {
  if (!process.env.PRILAVOK_RUNTIME) {
    await icons()
    return tool('electron-vite', 'dev', '--', ...asRoot, ...args)
  }
  console.error(
    "npm run dev needs Electron's own binary, which could not be downloaded; `npm start` opens the built app.",
  )
  return 1
}

const tasks: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  start,
  dev,
  demo: args =>
    args.includes('--window')
      ? start(args.filter(arg => arg !== '--window'))
      : node('main/cli/index.ts', 'demo', ...args),
  sandbox: args => node('main/cli/index.ts', 'sandbox', ...args),
  prilavok: args => node('main/cli/index.ts', ...args),
  package: async args => {
    await packageApp({ force: args.includes('--force') })
    return 0
  },
  check: async () => (await check()).length,
  test: () => test(),
  'test:unit': args => tool('vitest', 'run', '--project', '!e2e', ...args),
  'test:e2e': async args => {
    await packageApp()
    return tool('vitest', 'run', '--project', 'e2e', ...args)
  },
  bench: args => node('tests/bench/index.ts', ...args),
  mutate: args => node('scripts/mutate/index.ts', ...args),
  migration: args => node('scripts/migration.ts', ...args),
  docs: args => node('scripts/docs.ts', ...args),
}

const [name = '', ...args] = process.argv.slice(2)
const task = tasks[name]
if (!task) {
  console.error(`There is no task "${name}". There are: ${Object.keys(tasks).join(', ')}.`)
  process.exitCode = 1
} else {
  try {
    process.exitCode = await task(args)
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    say(error.message)
    process.exitCode = 1
  }
}

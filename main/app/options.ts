import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { defaultDataDir } from '../data-dir.ts'

/** What the app was started with. */
export interface Options {
  /** The absolute folder of the databases, and of the window's own profile. */
  readonly dataDir: string
  /** Overrides of API hosts as they were written, `name=http://127.0.0.1:1,…`; the engine parses them. */
  readonly api: string
  /** An address of a dev server, given by `npm run dev` alone. */
  readonly devServer: string | undefined
}

/** Reads `--data-dir` and `--api` among the switches of Chromium, which are none of our business. */
export function readOptions(argv: readonly string[], env: NodeJS.ProcessEnv, packaged: boolean): Options {
  const { values } = parseArgs({
    args: argv.filter(argument => argument.startsWith('--')),
    options: { 'data-dir': { type: 'string' }, api: { type: 'string' } },
    strict: false,
  })
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
  return {
    dataDir: resolve(text(values['data-dir']) ?? defaultDataDir()),
    api: text(values.api) ?? env.PRILAVOK_API ?? '',
    devServer: packaged ? undefined : env.ELECTRON_RENDERER_URL,
  }
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './setup/run.mjs'

/** The root of the source tree. */
export const root = join(import.meta.dirname, '..')

/** The script behind a command of an installed package, because Windows cannot run the links of node_modules/.bin. */
export function scriptOf(name: string, command = name): string {
  const folder = join(root, 'node_modules', name)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : bin[command])
}

/** Runs a command of an installed package in this terminal and returns its exit code. */
export const tool = (name: string, ...args: readonly string[]): Promise<number> =>
  run(process.execPath, [scriptOf(name), ...args], { cwd: root })

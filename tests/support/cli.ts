import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Sandbox } from '../../sandbox/index.ts'
import { BUNDLED_CLI } from './cli-bundle.ts'
import { envOf, type SandboxKey } from './keys.ts'
import { PACE } from './sandbox.ts'

const DAY = join(import.meta.dirname, 'day.ts')
/** Node's compile cache: a test run starts hundreds of processes. */
const COMPILED = join(import.meta.dirname, '../../.cache/compiled')

/** One command of the real command line. */
export interface Command {
  readonly args: readonly string[]
  readonly dataDir?: string
  readonly sandbox?: Sandbox
  /** The key in the environment. */
  readonly key?: SandboxKey
  /** Standard input, closed after it. */
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
}
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}
export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Output so far. */
  stdout(): string
}
// biome-ignore lint/suspicious/noExplicitAny: parsed JSON of unknown shape.
export type Line = any

export const apiOf = (hosts: Sandbox['hosts']): string =>
  Object.entries(hosts)
    .map(([name, url]) => `${name}=${url}`)
    .join(',')

/** Starts a command in its own process, on the sandbox's day, at the pace of the tests. */
export function start({ args, dataDir, sandbox, key, input, env = {} }: Command): Running {
  const { PATH = '', HOME = '', TMPDIR = '' } = process.env
  if (sandbox) {
    const ahead = Date.parse(`${sandbox.today()}T09:15:00Z`) - Date.now()
    sandbox.tellTime(() => Date.now() + ahead)
  }
  const child = spawn(
    process.execPath,
    ['--import', DAY, BUNDLED_CLI, ...args, ...(dataDir ? ['--data-dir', dataDir] : [])],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        PATH,
        HOME,
        ...(TMPDIR ? { TMPDIR } : {}),
        LANG: 'ru_RU.UTF-8',
        NODE_COMPILE_CACHE: COMPILED,
        ...(sandbox
          ? { PRILAVOK_API: apiOf(sandbox.hosts), PRILAVOK_PACE: String(PACE), TEST_DAY: sandbox.today() }
          : {}),
        ...(key ? envOf(key) : {}),
        ...env,
      },
    },
  )
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text
  })
  // A killed process reads no more input.
  child.stdin.on('error', () => {})
  child.stdin.end(input ?? '')
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return { child, ended, stdout: () => stdout }
}

export const cli = (command: Command): Promise<Ended> => start(command).ended

/** The lines of `--json` output; throws on one that is not a JSON object. */
export const linesOf = (stdout: string): Line[] =>
  stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))

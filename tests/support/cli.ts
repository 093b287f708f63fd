import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Sandbox } from '../../sandbox/index.ts'
import { envOf, type SandboxKey } from './keys.ts'
import { PACE } from './sandbox.ts'

const CLI = join(import.meta.dirname, '../../main/cli/index.ts')
const DAY = join(import.meta.dirname, 'day.ts')
/** What Node made of the code is kept: hundreds of processes start in a run of the tests. */
const COMPILED = join(import.meta.dirname, '../../.cache/compiled')

/** One command of the real command line, as a person or a program gives it. */
export interface Command {
  readonly args: readonly string[]
  readonly dataDir?: string
  readonly sandbox?: Sandbox
  /** The key that lies in the environment. */
  readonly key?: SandboxKey
  /** What comes on standard input, which ends after it. */
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
  /** What was said so far. */
  stdout(): string
}
// biome-ignore lint/suspicious/noExplicitAny: what a program reads, before it knows what it is.
export type Line = any

export const apiOf = (hosts: Sandbox['hosts']): string =>
  Object.entries(hosts)
    .map(([name, url]) => `${name}=${url}`)
    .join(',')

/** Starts a command in a process of its own, on the sandbox's day, at the pace of the tests. */
export function start({ args, dataDir, sandbox, key, input, env = {} }: Command): Running {
  const { PATH = '', HOME = '', TMPDIR = '' } = process.env
  if (sandbox) {
    const ahead = Date.parse(`${sandbox.today()}T09:15:00Z`) - Date.now()
    sandbox.tellTime(() => Date.now() + ahead)
  }
  const child = spawn(
    process.execPath,
    ['--import', DAY, CLI, ...args, ...(dataDir ? ['--data-dir', dataDir] : [])],
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
  // A process that was killed reads no more.
  child.stdin.on('error', () => {})
  child.stdin.end(input ?? '')
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return { child, ended, stdout: () => stdout }
}

export const cli = (command: Command): Promise<Ended> => start(command).ended

/** The lines of `--json`; throws on one that is no JSON object. */
export const linesOf = (stdout: string): Line[] =>
  stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))

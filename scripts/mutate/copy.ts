import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  closeSync,
  cpSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../tools.ts'
import type { Mutant } from './mutants.ts'
import type { Asked, Told } from './runner.ts'

/** If no test ends for so long, the fault has made one hang; ms. */
const PATIENCE_MS = 4 * 60_000
const HANGS = 'a test that hangs'

/** A copy of the source tree, in which one fault after another is tried. */
export class Copy {
  readonly #path: string
  #runner: ChildProcess | undefined
  /** Test files that passed without a fault; failures of others do not count. */
  readonly #trusted = new Set<string>([HANGS])
  readonly #unsound = new Set<string>()

  constructor(name: string) {
    this.#path = join(root, '.cache', 'mutate', name)
    this.remove()
    mkdirSync(this.#path, { recursive: true })
    for (const file of filesOfGit()) {
      mkdirSync(dirname(join(this.#path, file)), { recursive: true })
      cpSync(join(root, file), join(this.#path, file))
    }
    symlinkSync(join(root, 'node_modules'), join(this.#path, 'node_modules'))
  }

  /** The first test file that detects the fault; null if all of them pass. */
  async noticedBy(fault: Mutant & { file: string }, tests: readonly string[]): Promise<string | null> {
    const { file, start, end, text } = fault
    const path = join(this.#path, file)
    const source = readFileSync(path, 'utf8')
    writeFileSync(path, source.slice(0, start) + text + source.slice(end))
    const sound = tests.filter(test => !this.#unsound.has(test))
    const [noticed = null] = await this.#failedOf({ changed: file, tests: sound })
    writeFileSync(path, source)
    if (noticed === null || this.#trusted.has(noticed)) return noticed
    if ((await this.#failedOf({ changed: file, tests: [noticed] })).length === 0) {
      this.#trusted.add(noticed)
      return noticed
    }
    this.#unsound.add(noticed)
    console.log(`${noticed} fails without any fault: it is asked no more`)
    return this.noticedBy(fault, tests)
  }

  remove(): void {
    this.#end()
    rmSync(this.#path, { recursive: true, force: true })
  }

  async #failedOf(asked: Asked, again = true): Promise<readonly string[]> {
    if (!this.#runner) {
      this.#runner = this.#start()
      await nextOf(this.#runner)
    }
    this.#runner.send(asked)
    const failed = await nextOf(this.#runner)
    if (Array.isArray(failed)) return failed
    this.#end()
    if (failed === 'late') return [HANGS]
    // No test runs within that process, so its end says nothing about the fault.
    if (!again) throw new Error(`the process of the tests ended, see ${this.#path}.log`)
    return this.#failedOf(asked, false)
  }

  #start(): ChildProcess {
    const log = openSync(`${this.#path}.log`, 'a')
    try {
      return spawn(process.execPath, ['scripts/mutate/runner.ts'], {
        cwd: this.#path,
        stdio: ['ignore', log, log, 'ipc'],
        detached: true,
      })
    } finally {
      closeSync(log)
    }
  }

  /** Kills the runner with its workers, since a fault may be an endless loop in one of them. */
  #end(): void {
    if (this.#runner?.pid && this.#runner.exitCode === null) process.kill(-this.#runner.pid, 'SIGKILL')
    this.#runner = undefined
  }
}

/** The test files that failed; `late` after too long without a message. */
function nextOf(runner: ChildProcess): Promise<readonly string[] | 'late' | 'gone'> {
  const { promise, resolve } = Promise.withResolvers<readonly string[] | 'late' | 'gone'>()
  const late = setTimeout(() => resolve('late'), PATIENCE_MS)
  const gone = () => resolve('gone')
  const hear = (told: Told) => ('failed' in told ? resolve(told.failed) : late.refresh())
  runner.on('message', hear).on('exit', gone)
  return promise.finally(() => {
    clearTimeout(late)
    runner.off('message', hear).off('exit', gone)
  })
}

/** Files of the source tree known to git, without the images of the documents. */
function filesOfGit(): readonly string[] {
  const { stdout } = spawnSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  return stdout.split('\0').filter(name => name !== '' && !name.startsWith('docs/'))
}

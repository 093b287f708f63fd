// `npm run mutate`: puts single faults into copies of the code, one at a time, and counts how many of them the tests notice.
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { root, scriptOf } from '../tools.ts'
import { type Mutant, mutantsOf } from './mutants.ts'
import { testsOf } from './tests-of.ts'

/** Where figures and days are made, kept and planned. */
const FOLDERS = ['loaders/core', 'main/engine/store', 'main/engine/schedule']
const FILES = ['preload/contract/days.ts', 'preload/contract/money.ts', 'resources/i18n/formats.ts']
/** A fault that makes a test hang is noticed; ms. */
const PATIENCE_MS = 5 * 60_000

const { values } = parseArgs({
  options: {
    /** How many faults are drawn; `all` puts in every one. */
    sample: { type: 'string', default: '150' },
    seed: { type: 'string', default: '1' },
    /** Only files whose path has this in it. */
    only: { type: 'string', default: '' },
    workers: { type: 'string', default: String(Math.max(1, Math.floor(availableParallelism() / 2))) },
    /** Percent that must be noticed. */
    least: { type: 'string', default: '90' },
  },
})

interface Fault extends Mutant {
  readonly file: string
  readonly line: number
}
interface Verdict extends Fault {
  /** The group of tests that noticed it: 0 is the nearest; null: none did. */
  readonly noticed: number | null
}

const sources = [...FOLDERS.flatMap(folder => globSync(`${folder}/*.ts`, { cwd: root })), ...FILES].filter(
  file => !file.endsWith('.test.ts') && file.includes(values.only),
)
const faults: Fault[] = sources.toSorted().flatMap(file => {
  const source = readFileSync(join(root, file), 'utf8')
  return mutantsOf(file, source).map(mutant => ({
    ...mutant,
    file,
    line: source.slice(0, mutant.start).split('\n').length,
  }))
})
const drawn = values.sample === 'all' ? faults : draw(faults, Number(values.sample), Number(values.seed))
const queue = drawn[Symbol.iterator]()
const verdicts: Verdict[] = []

console.log(`${drawn.length} of ${faults.length} faults in ${sources.length} files, seed ${values.seed}`)
await Promise.all(Array.from({ length: Number(values.workers) }, (_, number) => work(number)))
report()

/** One copy of the code, in which fault after fault is tried. */
async function work(number: number): Promise<void> {
  const copy = join(root, '.cache', 'mutate', String(number))
  copyTree(copy)
  const groups = new Map<string, readonly (readonly string[])[]>()
  for (const fault of queue) {
    const known = groups.get(fault.file) ?? testsOf(copy, fault.file)
    groups.set(fault.file, known)
    const source = readFileSync(join(copy, fault.file), 'utf8')
    writeFileSync(join(copy, fault.file), source.slice(0, fault.start) + fault.text + source.slice(fault.end))
    const noticed = await firstToNotice(copy, known)
    writeFileSync(join(copy, fault.file), source)
    const verdict = { ...fault, noticed }
    verdicts.push(verdict)
    console.log(`${noticed === null ? 'SURVIVED' : `noticed ${noticed}`} ${said(verdict)}`)
  }
  rmSync(copy, { recursive: true, force: true })
}

async function firstToNotice(copy: string, groups: readonly (readonly string[])[]): Promise<number | null> {
  for (const [index, tests] of groups.entries()) if (!(await passes(copy, tests))) return index
  return null
}

/** Whether these tests pass in a copy; one that hangs does not. */
function passes(copy: string, tests: readonly string[]): Promise<boolean> {
  const args = [scriptOf('vitest'), 'run', '--bail', '1', '--project', '!e2e', '--reporter', 'dot', ...tests]
  const child = spawn(process.execPath, args, { cwd: copy, stdio: 'ignore', detached: true })
  return new Promise(resolve => {
    const late = setTimeout(() => {
      // With its workers: a fault may be an endless loop in one of them.
      if (child.pid) process.kill(-child.pid, 'SIGKILL')
    }, PATIENCE_MS)
    child.once('close', code => {
      clearTimeout(late)
      resolve(code === 0)
    })
  })
}

/** What git knows of the work tree, beside the packages that are installed. */
function copyTree(copy: string): void {
  rmSync(copy, { recursive: true, force: true })
  mkdirSync(copy, { recursive: true })
  const { stdout } = spawnSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  for (const file of stdout.split('\0').filter(name => name !== '' && !name.startsWith('docs/'))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    cpSync(join(root, file), join(copy, file))
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
}

/** `count` of them without order, the same for the same seed (mulberry32). */
function draw<T>(all: readonly T[], count: number, seed: number): readonly T[] {
  let state = seed
  const random = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return all
    .map(one => ({ one, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ one }) => one)
}

function said({ file, line, what }: Fault): string {
  return `${file}:${line} ${what}`
}

function report(): void {
  const folders = [...FOLDERS, ...FILES]
  const share = (of: readonly Verdict[]) => {
    const noticed = of.filter(verdict => verdict.noticed !== null).length
    return `${noticed} of ${of.length} (${of.length === 0 ? '-' : ((noticed / of.length) * 100).toFixed(1)} %)`
  }
  console.log()
  for (const folder of folders) {
    const own = verdicts.filter(({ file }) => file.startsWith(folder))
    if (own.length > 0) console.log(`${folder}: ${share(own)}`)
  }
  console.log(`all: ${share(verdicts)}`)
  const survived = verdicts.filter(({ noticed }) => noticed === null)
  for (const verdict of survived.toSorted((a, b) => said(a).localeCompare(said(b))))
    console.log(`  ${said(verdict)}`)
  writeFileSync(join(root, '.cache', 'mutate', 'verdicts.json'), JSON.stringify(verdicts, null, 1))
  const percent = ((verdicts.length - survived.length) / verdicts.length) * 100
  process.exitCode = percent >= Number(values.least) ? 0 : 1
}

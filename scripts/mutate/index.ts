// `npm run mutate`: puts single faults into copies of the code, one at a time, and counts how many of them the tests detect.
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../tools.ts'
import { Copy } from './copy.ts'
import { type Mutant, mutantsOf } from './mutants.ts'
import { shareOf } from './share.ts'
import { testsOf } from './tests-of.ts'

/** Code that computes, stores and schedules figures and days. */
const FOLDERS = ['loaders/core', 'main/engine/store', 'main/engine/schedule']
const FILES = ['preload/contract/days.ts', 'preload/contract/money.ts', 'resources/i18n/formats.ts']

const { values } = parseArgs({
  options: {
    /** Number of faults to draw; `all` tries every one. */
    sample: { type: 'string', default: '150' },
    seed: { type: 'string', default: '1' },
    /** Only files whose path matches this regular expression. */
    only: { type: 'string', default: '' },
    workers: { type: 'string', default: String(availableParallelism()) },
    /** Maximum number of test files per fault: faster, but other files might detect what survives. */
    nearest: { type: 'string', default: 'all' },
    /** No new fault is tried after so many minutes. */
    minutes: { type: 'string', default: '1000' },
    /** Minimum share of detected faults, percent, of all and of each folder. */
    least: { type: 'string', default: '90' },
  },
})

interface Fault extends Mutant {
  readonly file: string
  readonly line: number
}
interface Verdict extends Fault {
  /** The test file that detected it; null if none did. */
  readonly noticed: string | null
}

const sources = [...FOLDERS.flatMap(folder => globSync(`${folder}/**/*.ts`, { cwd: root })), ...FILES].filter(
  file => !file.endsWith('.test.ts') && new RegExp(values.only).test(file),
)
const faults: Fault[] = sources.toSorted().flatMap(file => {
  const source = readFileSync(join(root, file), 'utf8')
  return mutantsOf(file, source).map(mutant => ({
    ...mutant,
    file,
    line: source.slice(0, mutant.start).split('\n').length,
  }))
})
const nearest = values.nearest === 'all' ? undefined : Number(values.nearest)
const drawn = values.sample === 'all' ? faults : draw(faults, Number(values.sample), Number(values.seed))
const queue = drawn[Symbol.iterator]()
const verdicts: Verdict[] = []

console.log(`${drawn.length} of ${faults.length} faults in ${sources.length} files, seed ${values.seed}`)
await Promise.all(Array.from({ length: Number(values.workers) }, (_, number) => work(number)))
report()

/** Tries one fault after another in one copy of the code. */
async function work(number: number): Promise<void> {
  const copy = new Copy(`${process.pid}-${number}`)
  try {
    for (const fault of queue) {
      if (performance.now() > Number(values.minutes) * 60_000) break
      const noticed = await copy.noticedBy(fault, testsOf(root, fault.file).slice(0, nearest))
      const verdict = { ...fault, noticed }
      verdicts.push(verdict)
      console.log(noticed === null ? `SURVIVED ${said(verdict)}` : `noticed ${said(verdict)} by ${noticed}`)
    }
  } finally {
    copy.remove()
  }
}

/** `count` random items, the same for the same seed (mulberry32). */
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
  console.log()
  const least = Number(values.least)
  const all = shareOf('all', verdicts, least)
  const files = FILES.map(file => shareOf(file, verdicts, least)).filter(({ of }) => of > 0)
  const folders = FOLDERS.map(folder => shareOf(folder, verdicts, least)).filter(({ of }) => of > 0)
  for (const { told } of [...folders, ...files, all]) console.log(told)
  const survived = verdicts.filter(({ noticed }) => noticed === null)
  for (const verdict of survived.toSorted((a, b) => said(a).localeCompare(said(b))))
    console.log(`  ${said(verdict)}`)
  writeFileSync(join(root, '.cache', 'mutate', 'verdicts.json'), JSON.stringify(verdicts, null, 1))
  // A single file has too few faults in a sample to be measured alone.
  process.exitCode = [...folders, all].every(({ enough }) => enough) ? 0 : 1
}

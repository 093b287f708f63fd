import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** Folders whose tests are run for a fault in one of them. */
const NEAR: Readonly<Record<string, readonly string[]>> = {
  'loaders/core': ['loaders/core', 'loaders/ozon', 'loaders/wb'],
  'main/engine/store': ['main/engine'],
  'main/engine/schedule': ['main/engine'],
  'preload/contract': ['preload', 'loaders/core', 'main/engine', 'renderer'],
  'resources/i18n': ['resources', 'renderer'],
}
/** Full loads against the sandbox, compared with its truth: run for faults that no closer test detects. */
const WIDE = [
  'tests/standard/truth.test.ts',
  'tests/standard/truth-wb.test.ts',
  'tests/standard/open-orders.test.ts',
  'tests/standard/order-lines.test.ts',
  'tests/standard/overview.test.ts',
  'tests/standard/releases.test.ts',
  'tests/pipeline/pauses.test.ts',
  'tests/pipeline/schedule.test.ts',
  'tests/pipeline/events.test.ts',
]
const FAR = 99

/**
 * Test files that may detect a fault in `file`, in the order in which they are run: its own (`file.test.ts`, `file-part.test.ts`), then those in nearby
 * folders by import distance, then full loads. Paths are relative to `root`.
 */
export function testsOf(root: string, file: string): readonly string[] {
  const folders = Object.entries(NEAR).find(([folder]) => file.startsWith(folder))?.[1] ?? [dirname(file)]
  const near = folders.flatMap(folder => globSync(`${folder}/**/*.test.{ts,tsx}`, { cwd: root }))
  const steps = stepsTo(root, file)
  const stem = file.replace(/\.ts$/, '')
  const rank = (test: string): number => {
    if (test.startsWith(`${stem}.`) || test.startsWith(`${stem}-`)) return 0
    return (steps.get(test) ?? FAR) + (dirname(test) === dirname(file) ? 0 : 0.5)
  }
  const ranked = [...new Set(near)].toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b))
  return [...ranked, ...WIDE.filter(test => globSync(test, { cwd: root }).length > 0)]
}

/** Import distance to `file` by file (paths of workers and child processes count as imports). */
function stepsTo(root: string, file: string): ReadonlyMap<string, number> {
  const importers = importersIn(root)
  const steps = new Map([[file, 0]])
  for (const [at, distance] of steps)
    for (const importer of importers.get(at) ?? [])
      if (!steps.has(importer)) steps.set(importer, distance + 1)
  return steps
}

const read = new Map<string, ReadonlyMap<string, readonly string[]>>()

/** By file: the files that contain its path, without type imports. */
function importersIn(root: string): ReadonlyMap<string, readonly string[]> {
  const known = read.get(root)
  if (known) return known
  const found = new Map<string, string[]>()
  for (const file of globSync('{loaders,main,preload,renderer,resources,sandbox,tests}/**/*.{ts,tsx}', {
    cwd: root,
  })) {
    const source = readFileSync(join(root, file), 'utf8').replace(/^(import|export) type [^']*'[^']*'/gm, '')
    for (const { 1: path = '' } of source.matchAll(/'((?:\.{1,2}\/|#contract\/|#i18n)[^']*)'/g)) {
      const imported = path.startsWith('.')
        ? relative(root, join(root, dirname(file), path))
        : path.replace('#contract', 'preload/contract').replace('#i18n', 'resources/i18n/index.ts')
      found.set(imported, [...(found.get(imported) ?? []), file])
    }
  }
  read.set(root, found)
  return found
}

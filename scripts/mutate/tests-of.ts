import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Folders whose tests are asked about a fault in one of them, nearest first. */
const NEAR: Readonly<Record<string, readonly string[]>> = {
  'loaders/core': ['loaders/core', 'loaders/ozon', 'loaders/wb'],
  'main/engine/store': ['main/engine/store', 'main/engine'],
  'main/engine/schedule': ['main/engine/schedule', 'main/engine'],
  'preload/contract': ['loaders/core', 'main/engine'],
  'resources/i18n': ['resources', 'renderer'],
}
/** Whole loads against the sandbox, compared with its truth: asked about what nothing nearer notices. */
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

const testsIn = (root: string, folder: string): readonly string[] =>
  globSync(`${folder}/**/*.test.ts`, { cwd: root }).toSorted()

/**
 * Files of tests that may notice a fault in `file`, in groups that are run one after another until one fails: those that name it, those of its neighbourhood,
 * then whole loads. Paths are relative to `root`.
 */
export function testsOf(root: string, file: string): readonly (readonly string[])[] {
  const folders = Object.entries(NEAR).find(([folder]) => file.startsWith(folder))?.[1] ?? [dirname(file)]
  const near = [...new Set(folders.flatMap(folder => testsIn(root, folder)))]
  const imports = new RegExp(`/${basename(file).replaceAll('.', '\\.')}'`)
  const naming = near.filter(test => imports.test(readFileSync(join(root, test), 'utf8')))
  const others = near.filter(test => !naming.includes(test))
  const wide = WIDE.filter(test => globSync(test, { cwd: root }).length > 0)
  return [naming, others, wide].filter(group => group.length > 0)
}

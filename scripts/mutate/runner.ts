// A process that runs the tests of one copy of the code again and again: vitest starts once, and every test file has its own process.
import { join, relative } from 'node:path'
import { BaseSequencer, createVitest, type TestSpecification } from 'vitest/node'

export interface Asked {
  /** The file in which a fault was put or reverted. */
  readonly changed: string
  /** In this order, until one fails. */
  readonly tests: readonly string[]
}
/** Test files that failed; empty if all passed. A `beat` is sent after every test. */
export type Told = { readonly beat: true } | { readonly failed: readonly string[] }

class AsAsked extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files
  }
}

const root = process.cwd()
const tell = (told: Told): void => {
  process.send?.(told)
}
const vitest = await createVitest({
  root,
  watch: false,
  bail: 1,
  project: ['!e2e'],
  maxWorkers: 1,
  sequence: { sequencer: AsAsked },
  reporters: [{ onTestCaseResult: () => tell({ beat: true }), onTestModuleEnd: () => tell({ beat: true }) }],
})
const specifications = new Map<string, TestSpecification>()
for (const specification of await vitest.globTestSpecifications())
  specifications.set(relative(root, specification.moduleId), specification)

const faulty = new Set<string>()

process.on('disconnect', () => process.exit())
process.on('message', ({ changed, tests }: Asked) => {
  answer(changed, tests).catch(error => {
    console.error(error)
    process.exit(1)
  })
})

async function answer(changed: string, tests: readonly string[]): Promise<void> {
  // The previous fault was reverted, so its file has changed too.
  faulty.add(join(root, changed))
  for (const file of faulty) vitest.invalidateFile(file)
  // Earlier failures must not end this run.
  vitest.state.filesMap.clear()
  vitest.state.idMap.clear()
  const known = tests
    .map(test => specifications.get(test))
    .filter(specification => specification !== undefined)
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(known)
  for (const module of testModules)
    for (const test of module.children.allTests('failed'))
      console.log(`${module.relativeModuleId}: ${test.fullName}: ${test.result().errors?.[0]?.message}`)
  for (const error of unhandledErrors) console.log(error)
  const failed = testModules
    .filter(module => module.state() === 'failed')
    .map(module => module.relativeModuleId)
  tell({ failed: failed.length === 0 && unhandledErrors.length > 0 ? tests.slice(0, 1) : failed })
}
tell({ failed: [] })

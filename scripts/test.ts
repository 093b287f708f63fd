import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { check } from './check.ts'
import { packageApp } from './package.ts'
import { root, tool } from './tools.ts'

interface Count {
  passed: number
  /** What failed, a text each. */
  failed: readonly string[]
}

/** Of the JSON report of vitest, what is read here. */
interface Report {
  numPassedTests: number
  testResults: readonly {
    name: string
    status: string
    message: string
    assertionResults: readonly {
      fullName: string
      status: string
      failureMessages: readonly string[] | null
    }[]
  }[]
}

/**
 * Runs everything: checks, tests, and in parallel the tests of the packaged app, which mostly wait for windows. Continues after a failure, and ends with what
 * failed, once more and together, and one line of totals.
 */
export async function test(): Promise<number> {
  const checks = await check()
  const folder = mkdtempSync(join(tmpdir(), 'prilavok-test-'))
  try {
    const counts = await Promise.all([suite(folder, 'code', '--project', '!e2e'), window(folder)])
    const passed = counts.reduce((sum, count) => sum + count.passed, 0)
    const failed = [...checks.map(name => `check: ${name}`), ...counts.flatMap(count => count.failed)]
    for (const text of failed) console.log(`FAILED ${text}`)
    console.log(`${passed} passed, ${failed.length} failed`)
    return failed.length === 0 ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function window(folder: string): Promise<Count> {
  try {
    await packageApp()
  } catch (error) {
    return { passed: 0, failed: [`packaging: ${error}`] }
  }
  return suite(folder, 'window', '--project', 'e2e')
}

async function suite(folder: string, name: string, ...args: readonly string[]): Promise<Count> {
  const file = join(folder, `${name}.json`)
  const code = await tool(
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...args,
  )
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'))
    const failed = failuresOf(report)
    // An error outside of any test fails the run without a failed test.
    return {
      passed: report.numPassedTests,
      failed: code !== 0 && failed.length === 0 ? [`${name}: an error outside of any test`] : failed,
    }
  } catch (error) {
    return { passed: 0, failed: [`${name}: no report of the tests (${error})`] }
  }
}

/** Failed tests, and files that failed to load, each with its file and the beginning of what it said. */
function failuresOf(report: Report): string[] {
  return report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter(test => test.status === 'failed')
    const texts = failed.map(test => `${test.fullName}\n${test.failureMessages?.join('\n') ?? ''}`)
    if (status === 'failed' && failed.length === 0) texts.push(message)
    return texts.map(text => `${relative(root, name)}: ${text.slice(0, 1500)}`)
  })
}

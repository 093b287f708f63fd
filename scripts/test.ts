import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { check } from './check.ts'
import { packageApp } from './package.ts'
import { tool } from './tools.ts'

interface Count {
  passed: number
  failed: number
}

/**
 * Runs everything: checks, tests, and in parallel the tests of the packaged app, which mostly wait for windows. Continues after a failure, and ends with one
 * line of totals.
 */
export async function test(): Promise<number> {
  const total: Count = { passed: 0, failed: await check() }
  const folder = mkdtempSync(join(tmpdir(), 'prilavok-test-'))
  try {
    for (const count of await Promise.all([suite(folder, 'code', '--project', '!e2e'), window(folder)]))
      add(total, count)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  console.log(`${total.passed} passed, ${total.failed} failed`)
  return total.failed === 0 ? 0 : 1
}

async function window(folder: string): Promise<Count> {
  try {
    await packageApp()
  } catch (error) {
    console.error(error)
    return { passed: 0, failed: 1 }
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
    const failed: number = report.numFailedTests
    // A test file that fails to load, or an error outside of any test, fails the run without a failed test.
    return { passed: report.numPassedTests, failed: code !== 0 && failed === 0 ? 1 : failed }
  } catch {
    return { passed: 0, failed: 1 }
  }
}

function add(total: Count, count: Count): void {
  total.passed += count.passed
  total.failed += count.failed
}

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { start } from '../support/cli.ts'

/** A query with more rows than any computer can finish. */
const ENDLESS = 'SELECT sum(a.range * b.range) AS s FROM range(100000000) a, range(100000000) b'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'prilavok-query-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const query = (...args: readonly string[]) =>
  start({ args: ['query', ...args], dataDir: join(folder, 'data') })
/** The last object of the JSON output. */
const result = (stdout: string) => JSON.parse(stdout.trim().split('\n').at(-1) ?? '')

/** CPU seconds of a process so far, from a time written as [[dd-]hh:]mm:ss. */
function secondsOfWork(pid: number | undefined): number {
  const { stdout } = spawnSync('ps', ['-o', 'time=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout
    .trim()
    .split(/[-:]/)
    .reduce((sum, part) => sum * 60 + Number(part), 0)
}

describe('a question at the command line', () => {
  test.for(['SIGINT', 'SIGTERM'] as const)('that would never end is ended by %s', async signal => {
    const running = query('--json', '--timeout', '9999999', ENDLESS)
    // Starting takes less.
    await expect.poll(() => secondsOfWork(running.child.pid), { timeout: 100_000 }).toBeGreaterThan(4)
    running.child.kill(signal)
    const { code, stdout } = await running.ended
    expect(code).toBe(1)
    expect(result(stdout)).toMatchObject({ ok: false, error: { kind: 'cancelled' } })
  })

  test('has a limit of time, which a switch moves', async () => {
    const { code, stdout } = await query('--json', '--timeout', '0.2', ENDLESS).ended
    expect(code).toBe(1)
    expect(result(stdout)).toMatchObject({ ok: false, error: { kind: 'query_timeout' } })
  })

  test('prints the rows that it may, and then that there are more', async () => {
    const { code, stdout, stderr } = await query('--max-rows', '2', 'SELECT range AS n FROM range(5)').ended
    expect(code).toBe(1)
    expect(stdout.trim().split('\n')).toEqual(['n', '─', '0', '1'])
    expect(stderr).toContain('--max-rows')
  })

  test('prints a table as it comes, and what a terminal would obey as text', async () => {
    const sql = "SELECT chr(27) || '[31mПлед' || chr(10) AS name, range AS n FROM range(5000)"
    const { code, stdout } = await query(sql).ended
    expect(code).toBe(0)
    const lines = stdout.split('\n')
    expect(lines[2]).toBe('\\u001b[31mПлед\\u000a  0')
    expect(lines.slice(2, 5002)).toHaveLength(5000)
    expect(stdout).not.toContain('\u001b')
  })

  test('needs a folder that has a name', async () => {
    const { code, stderr } = await start({ args: ['--data-dir', '', 'query', 'SELECT 1'] }).ended
    expect(code).toBe(1)
    expect(stderr).toContain('--data-dir')
  })
})

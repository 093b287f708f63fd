import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { LogLine } from '#contract/schedule.ts'
import { openTasks } from '../tasks/tasks.ts'
import { KEPT_LINES, openLog } from './log.ts'

let folder = ''
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'prilavok-log-')), 'logs')
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true, force: true })
})
const NOW = Date.parse('2026-11-24T09:00:00Z')
function opened(at: string | null = folder) {
  const told: LogLine[][] = []
  return {
    told,
    ...openLog(
      at,
      lines => told.push(lines),
      () => NOW,
      openTasks(() => {}),
    ),
  }
}
const written = () =>
  readFileSync(join(folder, 'prilavok.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as LogLine)

test('a line says when, of what and how grave it is, at hand and in the file', () => {
  const { log, last, close, told } = opened()
  log('warn', 'asked_to_wait', { shopId: 2, step: 'ozon.ads', details: { seconds: 30 } })
  log('info', 'engine_stopped')
  close()
  const lines = [
    {
      id: 1,
      at: '2026-11-24T09:00:00.000Z',
      level: 'warn',
      shopId: 2,
      step: 'ozon.ads',
      word: 'asked_to_wait',
      details: { seconds: 30 },
    },
    {
      id: 2,
      at: '2026-11-24T09:00:00.000Z',
      level: 'info',
      shopId: null,
      step: null,
      word: 'engine_stopped',
      details: {},
    },
  ]
  expect(last(10)).toEqual(lines)
  expect(written()).toEqual(lines)
  expect(told.flat()).toEqual(lines)
})

test('many lines at once are told and written together, none of them lost', async () => {
  vi.useFakeTimers()
  const { log, told, close } = opened()
  for (let n = 1; n <= 500; n += 1) {
    log('info', `word_${n}`)
    await vi.advanceTimersByTimeAsync(2)
  }
  close()
  expect(told.length).toBeLessThanOrEqual(6)
  expect(told.flat().map(({ id }) => id)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1))
  expect(written()).toHaveLength(500)
})

test('the last thousand are at hand, after a restart too, and their numbers go on', () => {
  const first = opened()
  for (let n = 1; n <= KEPT_LINES + 50; n += 1) first.log('info', `word_${n}`)
  first.close()
  expect(first.last(KEPT_LINES)).toHaveLength(KEPT_LINES)
  const second = opened()
  expect(second.last(KEPT_LINES)).toEqual(first.last(KEPT_LINES))
  second.log('info', 'more')
  second.close()
  expect(second.last(2).map(({ id, word }) => [id, word])).toEqual([
    [KEPT_LINES + 50, `word_${KEPT_LINES + 50}`],
    [KEPT_LINES + 51, 'more'],
  ])
})

test('a large file becomes the older of two, and lines of both are at hand', () => {
  const first = opened()
  first.log('info', 'old')
  first.close()
  const file = join(folder, 'prilavok.ndjson')
  const line = `${JSON.stringify({ ...first.last(1)[0], id: 2, word: 'filling', details: { text: 'x'.repeat(10_000) } })}\n`
  appendFileSync(file, line.repeat(520))
  const second = opened()
  second.log('info', 'new')
  second.close()
  expect(readdirSync(folder).sort()).toEqual(['prilavok.1.ndjson', 'prilavok.ndjson'])
  expect(written().map(({ word }) => word)).toEqual(['new'])
  expect(statSync(join(folder, 'prilavok.1.ndjson')).size).toBeGreaterThan(5_000_000)
  const third = opened()
  expect(third.last(2).map(({ word }) => word)).toEqual(['filling', 'new'])
})

test('a line that a crash has cut, or that is none, is left out; what comes next stands on a line of its own', () => {
  const first = opened()
  first.log('info', 'whole')
  first.close()
  appendFileSync(join(folder, 'prilavok.ndjson'), '{"id":2,"at":"2026-')
  const second = opened()
  second.log('info', 'next')
  second.close()
  expect(
    opened()
      .last(10)
      .map(({ word }) => word),
  ).toEqual(['whole', 'next'])
})

test('where nothing can be written the lines are still told and at hand', () => {
  writeFileSync(folder, 'a file where the folder should be')
  const { log, last, close, told } = opened()
  log('error', 'keys_refused', { shopId: 1 })
  close()
  expect(last(1)[0]?.word).toBe('keys_refused')
  expect(told.flat()).toHaveLength(1)
  const silent = opened(null)
  silent.log('info', 'kept')
  silent.close()
  expect(silent.last(1)[0]?.word).toBe('kept')
})

import { describe, expect, it } from 'vitest'
import type { LogLine } from '#contract/schedule.ts'
import { joined, KEPT, renewed, wanted } from './log.ts'
import { readable } from './readable.ts'

const line = (id: number, of: Partial<LogLine> = {}): LogLine => ({
  id,
  at: '2026-11-24T12:00:00Z',
  level: 'info',
  shopId: 1,
  step: null,
  word: 'word',
  details: {},
  ...of,
})
const ids = (lines: readonly LogLine[]) => lines.map(({ id }) => id)

describe('the log', () => {
  it('puts what comes on top, and the same line once', () => {
    const first = joined([], [line(1), line(2)])
    expect(ids(first)).toEqual([2, 1])
    expect(ids(joined(first, [line(2), line(3), line(4)]))).toEqual([4, 3, 2, 1])
    expect(joined(first, [line(1)])).toBe(first)
  })
  it('keeps lines that arrived during the request, above the answer', () => {
    const told = joined([], [line(3), line(5)])
    expect(ids(renewed(told, [line(1), line(2), line(3), line(4)]))).toEqual([5, 4, 3, 2, 1])
    expect(ids(renewed([], [line(1), line(2)]))).toEqual([2, 1])
    expect(ids(renewed(told, []))).toEqual([5, 3])
  })
  it('forgets the oldest beyond what it keeps', () => {
    const many = joined(
      [],
      Array.from({ length: KEPT + 5 }, (_, index) => line(index)),
    )
    expect(many).toHaveLength(KEPT)
    expect(many[0]?.id).toBe(KEPT + 4)
  })
})

describe('the filter of the log', () => {
  const lines = [
    line(4, { level: 'error', shopId: 2 }),
    line(3, { level: 'warn' }),
    line(2),
    line(1, { shopId: null }),
  ]
  const all = { level: 'info', shopId: null, text: '' } as const
  const said = ({ id }: LogLine) => `Строка ${id}`
  it('leaves a level and those above it', () => {
    expect(ids(wanted(lines, { ...all, level: 'warn' }, said))).toEqual([4, 3])
    expect(ids(wanted(lines, { ...all, level: 'error' }, said))).toEqual([4])
  })
  it('leaves the lines of one shop', () => {
    expect(ids(wanted(lines, { ...all, shopId: 1 }, said))).toEqual([3, 2])
  })
  it('finds what is read, whatever the case', () => {
    expect(ids(wanted(lines, { ...all, text: ' СТРОКА 2' }, said))).toEqual([2])
  })
})

describe('a kept answer', () => {
  it('is laid out as JSON is, whatever stands in its strings', () => {
    const value = { a: [1, { b: 'x, {y} "z"' }], c: {}, d: [], e: null }
    expect(readable(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2))
    expect(readable(JSON.stringify(value, null, 4))).toBe(JSON.stringify(value, null, 2))
  })
  it('is laid out though it was cut, and below the line of its request', () => {
    expect(readable('POST /v1/list\n{"a":[1,"b')).toBe('POST /v1/list\n{\n  "a": [\n    1,\n    "b')
  })
  it('stays as it came when it is no JSON', () => {
    expect(readable('<h1>502, Bad: Gateway</h1>')).toBe('<h1>502, Bad: Gateway</h1>')
    expect(readable('day;orders\n2026-11-24;5')).toBe('day;orders\n2026-11-24;5')
  })
})

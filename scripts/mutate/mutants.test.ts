// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are sources that the tests change.
import { expect, test } from 'vitest'
import { mutantsOf } from './mutants.ts'

const becomes = (source: string) =>
  mutantsOf('a.ts', source).map(({ start, end, text }) => source.slice(0, start) + text + source.slice(end))

test('comparisons, sums and conditions are turned, one at a time', () => {
  expect(becomes('function f(a: number) { return a <= 1 && !g(a) }')).toEqual([
    'function f(a: number) { return a < 1 && !g(a) }',
    'function f(a: number) { return a <= 2 && !g(a) }',
    'function f(a: number) { return a <= 1 || !g(a) }',
    'function f(a: number) { return a <= 1 && g(a) }',
  ])
  expect(becomes('function f(a: number, b: string) { return a + 1 > 2 ? b + "x" : b }')).toEqual([
    'function f(a: number, b: string) { return true ? b + "x" : b }',
    'function f(a: number, b: string) { return false ? b + "x" : b }',
    'function f(a: number, b: string) { return a - 1 > 2 ? b + "x" : b }',
    'function f(a: number, b: string) { return a + 2 > 2 ? b + "x" : b }',
    'function f(a: number, b: string) { return a + 1 >= 2 ? b + "x" : b }',
    'function f(a: number, b: string) { return a + 1 > 3 ? b + "x" : b }',
  ])
})

test('calls are left out and defaults dropped', () => {
  expect(becomes('async function f() { await g(x ?? y); return l.filter(h) }')).toEqual([
    'async function f() { ; return l.filter(h) }',
    'async function f() { await g(x); return l.filter(h) }',
    'async function f() { await g(x ?? y); return l }',
  ])
})

test('a method is swapped for its opposite, and one that every object has stays', () => {
  expect(becomes('const f = () => Math.min(a.toString(), b.valueOf())')).toEqual([
    'const f = () => Math.max(a.toString(), b.valueOf())',
  ])
})

test('pieces of SQL are turned, whole sentences are not', () => {
  expect(becomes('const f = (d: string) => `WHERE dt <= ${d} AND x`')).toEqual([
    'const f = (d: string) => `WHERE dt < ${d} AND x`',
    'const f = (d: string) => `WHERE dt <= ${d} OR x`',
  ])
  expect(becomes("const f = () => 'a <= b'")).toEqual([])
})

test('types, imports, thrown words and tuned numbers stay', () => {
  const source = [
    "import { a } from './a.ts'",
    'type Ten = 10',
    'const LIMIT = 10',
    'export const WAIT = { ms: 5 } as const',
    'function f(x: 1 | 2) { throw new Error(`no ${x} <= WHERE`) }',
    'const g = () => 5000',
  ].join('\n')
  expect(becomes(source)).toEqual([])
})

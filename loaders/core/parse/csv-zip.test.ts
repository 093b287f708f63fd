import fc from 'fast-check'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { csvLines, dayText, textFiles } from './csv-zip.ts'

describe('a CSV', () => {
  test('is read with or without a byte order mark, with quotes, short lines and either line end', () => {
    expect([...csvLines('\uFEFF;Title № 1\r\nA; B\r\n"x; ""y""";2;3\r\n\r\n')]).toEqual([
      ['', 'Title № 1'],
      ['A', 'B'],
      ['x; "y"', '2', '3'],
    ])
  })

  test('without quotes is read the same', () => {
    const lines = ['\uFEFF;Title № 1', 'A; B ;', '', '  ', '1;2;3']
    const expected = [
      ['', 'Title № 1'],
      ['A', 'B', ''],
      ['1', '2', '3'],
    ]
    for (const end of ['\n', '\r\n', '\r']) {
      expect([...csvLines(lines.join(end))]).toEqual(expected)
      expect([...csvLines([...lines, '""'].join(end))]).toEqual([...expected, ['']])
    }
    expect([...csvLines('')]).toEqual([])
  })

  test('may begin with quotes behind the byte order mark', () => {
    expect([...csvLines('\uFEFF"Дата; день";"SKU"\n')]).toEqual([['Дата; день', 'SKU']])
  })

  test('keeps a quote that stands in the middle of a field', () => {
    expect([...csvLines('Кружка 5" белая;1\n"Кружка";2\n')]).toEqual([
      ['Кружка 5" белая', '1'],
      ['Кружка', '2'],
    ])
  })
})

/** The files of a body, read whole. */
const read = (body: Uint8Array) =>
  Array.from(textFiles(body), ({ name, parts }) => ({ name, text: [...parts].join('') }))

test('the lines of a CSV come while its parts come, but for one that quotes hold open', () => {
  const taken: string[] = []
  const parts = function* () {
    for (const part of ['a;b\nc', ';d\n"e\n', 'f";g\n', 'h']) {
      taken.push(part)
      yield part
    }
  }
  const lines = csvLines(parts())
  const seen = Array.from({ length: 4 }, () => [lines.next().value?.join('|'), taken.length])
  expect(seen).toEqual([
    ['a|b', 1],
    ['c|d', 2],
    ['e\nf|g', 3],
    ['h', 4],
  ])
})

test('a CSV in parts is the same as whole, wherever it is cut', () => {
  const field = fc.constantFrom('a', 'день', '"b;c"', '"x\ny"', '""', '"q""r\r\n"', '', '1,5')
  const line = fc.array(field, { minLength: 1, maxLength: 4 }).map(fields => fields.join(';'))
  const text = fc
    .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n', '\r'))
    .map(([lines, end]) => lines.join(end))
  fc.assert(
    fc.property(text, fc.array(fc.nat(200), { maxLength: 6 }), (whole, cuts) => {
      const places = [0, ...cuts.filter(cut => cut < whole.length).sort((a, b) => a - b), whole.length]
      const parts = places.slice(1).map((to, at) => whole.slice(places[at], to))
      expect(parts.join('')).toBe(whole)
      expect([...csvLines(parts)]).toEqual([...csvLines(whole)])
    }),
    { numRuns: 200 },
  )
})

describe('a body', () => {
  test('is itself when it is no ZIP, and every file with something in it when it is one', () => {
    expect(read(strToU8('день'))).toEqual([{ name: '', text: 'день' }])
    const zip = zipSync({ 'a/1.csv': strToU8('раз'), 'b.csv': strToU8('два'), 'none.csv': strToU8('') })
    expect(read(zip)).toEqual([
      { name: 'a/1.csv', text: 'раз' },
      { name: 'b.csv', text: 'два' },
    ])
  })
  test('that is a ZIP is unpacked while it is read, file by file, whatever is left of each', () => {
    const lines = (of: string) => Array.from({ length: 10_000 }, (_, n) => `${of};${n};строка\n`)
    const zip = zipSync({
      'one.csv': strToU8(lines('one').join('')),
      'stored.csv': [strToU8(lines('stored').join('')), { level: 0 }],
      'empty/': strToU8(''),
      'three.csv': strToU8(lines('three').join('')),
    })
    const files = textFiles(zip)
    const first = files.next().value
    const begun = first?.parts[Symbol.iterator]().next().value ?? ''
    expect(begun.length).toBeGreaterThan(0)
    expect(begun.length).toBeLessThan(100_000)
    const second = files.next().value
    expect(second?.name).toBe('stored.csv')
    expect([...csvLines(second?.parts ?? [])]).toEqual(lines('stored').map(line => line.trim().split(';')))
    expect([...files].map(({ name }) => name)).toEqual(['three.csv'])
  })
})

test('a day is read as Ozon writes it in reports and as everybody else does', () => {
  expect(dayText('17.09.2026')).toBe('2026-09-17')
  expect(dayText('2026-09-17T00:00:00Z')).toBe('2026-09-17')
  expect(dayText(' 17.09.2026 ')).toBe('2026-09-17')
  expect(dayText(' 2026-09-17')).toBe('2026-09-17')
  expect(dayText('')).toBeNull()
  expect(dayText('17 сентября')).toBeNull()
})

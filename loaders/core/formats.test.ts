import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { csvLines, dayText, textFiles } from './formats.ts'

describe('a CSV', () => {
  test('is read with or without a byte order mark, with quotes, short lines and either line end', () => {
    expect(csvLines('\uFEFF;Title № 1\r\nA; B\r\n"x; ""y""";2;3\r\n\r\n')).toEqual([
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
      expect(csvLines(lines.join(end))).toEqual(expected)
      expect(csvLines([...lines, '""'].join(end))).toEqual([...expected, ['']])
    }
    expect(csvLines('')).toEqual([])
  })
})

describe('a body', () => {
  test('is itself when it is no ZIP, and every file with something in it when it is one', () => {
    expect(textFiles(strToU8('день'))).toEqual([{ name: '', text: 'день' }])
    const zip = zipSync({ 'a/1.csv': strToU8('раз'), 'b.csv': strToU8('два'), 'none.csv': strToU8('') })
    expect(textFiles(zip)).toEqual([
      { name: 'a/1.csv', text: 'раз' },
      { name: 'b.csv', text: 'два' },
    ])
  })
  test('that is a ZIP cut short is refused', () => {
    const zip = zipSync({ 'a.csv': strToU8('день;sku\n'.repeat(50)) })
    expect(() => textFiles(zip.slice(0, zip.length - 30))).toThrow()
  })
})

test('a day is read as Ozon writes it in reports and as everybody else does', () => {
  expect(dayText('17.09.2026')).toBe('2026-09-17')
  expect(dayText('2026-09-17T00:00:00Z')).toBe('2026-09-17')
  expect(dayText('')).toBeNull()
  expect(dayText('17 сентября')).toBeNull()
})

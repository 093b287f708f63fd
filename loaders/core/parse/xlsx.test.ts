import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { MAX_SHEET } from '../response-limits.ts'
import { serialDay, xlsxSheets } from './xlsx.ts'

const sheet = (rows: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows}</sheetData></worksheet>`
const book = (files: Readonly<Record<string, string>>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])))
const one = (rows: string, more: Readonly<Record<string, string>> = {}) =>
  book({ 'xl/worksheets/sheet1.xml': sheet(rows), ...more })
const read = (body: Uint8Array) => [...xlsxSheets(body)].flatMap(({ rows }) => [...rows])
/** Each sheet is read before the next is looked for, as loaders do. */
const inOrder = (body: Uint8Array) => {
  const found: unknown[] = []
  for (const { rows } of xlsxSheets(body)) found.push([...rows])
  return found
}
const texts = (body: Uint8Array) => inOrder(body).flat()

describe('a workbook', () => {
  test('has texts that are shared, in line or of a formula, numbers, and gaps between them', () => {
    const strings =
      '<sst><si><t>Артикул</t></si><si><r><t>Стоимость</t></r><r><t xml:space="preserve"> &amp; склад</t></r><rPh><t>чтение</t></rPh></si></sst>'
    const rows =
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>1e2</t></is></c><c r="B2"><v>1.25E1</v></c><c r="C2" t="str"><f>A1&amp;"x"</f><v>итог</v></c><c r="D2"/></row><row/>'
    const wanted = [['Артикул', '', 'Стоимость & склад'], ['1e2', '12.5', 'итог'], []]
    // The table of texts may stand before or after the sheet.
    expect(texts(one(rows, { 'xl/sharedStrings.xml': strings }))).toEqual(wanted)
    expect(texts(book({ 'xl/sharedStrings.xml': strings, 'xl/worksheets/sheet1.xml': sheet(rows) }))).toEqual(
      wanted,
    )
  })

  test.for([
    ['9.09E-13', '0'],
    ['-7.1054273576010019E-15', '0'],
    ['1.2345E-2', '0.012345'],
    ['1.6E9', '1600000000'],
    ['1E+30', `1${'0'.repeat(30)}`],
  ] as const)('has the number %s without an exponent: %s', ([written, wanted]) => {
    expect(texts(one(`<row><c><v>${written}</v></c></row>`))).toEqual([[wanted]])
  })

  test('may name its tags with a prefix and its cells not at all', () => {
    const text =
      '<x:worksheet xmlns:x="y"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c t="inlineStr"><x:is><x:t>два</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>'
    expect(texts(book({ 'xl/worksheets/sheet1.xml': text }))).toEqual([['1', 'два']])
  })

  test('has its sheets one after another', () => {
    const rows = (value: number) => sheet(`<row><c><v>${value}</v></c></row>`)
    const both = book({ 'xl/worksheets/sheet1.xml': rows(1), 'xl/worksheets/sheet2.xml': rows(2) })
    expect(inOrder(both)).toEqual([[['1']], [['2']]])
  })

  test('of a hundred thousand rows is read row by row', () => {
    const rows = Array.from({ length: 100_000 }, (_, at) => `<row><c><v>${at}</v></c></row>`)
    const body = one(rows.join(''))
    const [first] = xlsxSheets(body)
    let read = 0
    for (const row of first?.rows ?? []) {
      expect(row).toEqual([String(read)])
      read += 1
      if (read === 1000) break
    }
    expect(read).toBe(1000)
  })
})

describe('a file that is none is an error of shape', () => {
  const cell = '<row><c><v>1</v></c></row>'
  test.each<[string, Uint8Array]>([
    ['a text', strToU8('SKU;Сумма')],
    ['nothing', new Uint8Array()],
    ['a ZIP without a sheet', book({ 'xl/other.xml': '<a/>' })],
    ['XML that breaks off', book({ 'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row>' })],
    ['XML that is none', book({ 'xl/worksheets/sheet1.xml': '<worksheet><row></c></row></worksheet>' })],
    ['a ZIP that is cut short', one(cell).subarray(0, 80)],
    ['a text that is not in its table', one('<row><c t="s"><v>7</v></c></row>')],
    ['a column too far', one('<row><c r="ZZZ1"><v>1</v></c></row>')],
    ['a cell too long', one(`<row><c t="str"><v>${'я'.repeat(MAX_SHEET.cell + 1)}</v></c></row>`)],
    ['more rows than a sheet has', one('<row/>'.repeat(MAX_SHEET.rows + 1))],
    [
      'more texts than are held',
      one(cell, {
        'xl/sharedStrings.xml': `<sst><si><t>${'a'.repeat(MAX_SHEET.text)}</t></si><si><t>b</t></si></sst>`,
      }),
    ],
  ])('%s', (_, body) => {
    expect(() => read(body)).toThrow(expect.objectContaining({ kind: 'shape' }))
  })

  test('entities of its own are not expanded', () => {
    const text =
      '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><row><c t="str"><v>&a;</v></c></row></worksheet>'
    expect(() => read(book({ 'xl/worksheets/sheet1.xml': text }))).toThrow(
      expect.objectContaining({ kind: 'shape' }),
    )
  })
})

test('days are told from numbers of their calendar', () => {
  expect(serialDay('45931')).toBe('2025-10-01')
  expect(serialDay('46326.5')).toBe('2026-10-31')
  for (const text of ['', '12', '4.5931E4', '45931 ', '44999', '2026-10-01', '1601000000'])
    expect(serialDay(text)).toBeNull()
})

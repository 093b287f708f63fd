import sax from 'sax'
import { LoadError } from '../errors.ts'
import { MAX_SHEET } from '../response-limits.ts'
import { textFiles } from './csv-zip.ts'

/** A sheet of a workbook; its rows are read once, before the next sheet. */
export interface Sheet {
  /** The path in the file: `xl/worksheets/sheet1.xml`. */
  readonly name: string
  /** Texts of the cells by column from A; a cell without a value is an empty text, cells after the last value are missing. */
  readonly rows: Iterable<readonly string[]>
}

/** Numbers that are written with an exponent, as the rest of a sum that floats left (9.09E-13), without one. */
const fixed = new Intl.NumberFormat('en-US', {
  useGrouping: false,
  maximumFractionDigits: 10,
  signDisplay: 'negative',
})

const SHEET = /^xl\/worksheets\/[^/]+\.xml$/
const STRINGS = 'xl/sharedStrings.xml'

/**
 * The sheets of a XLSX file, decompressed and parsed while they are read: only the table of shared texts is held. A formula is its stored value. Throws
 * LoadError `shape` on a file that is damaged, holds no sheet, or is beyond a limit.
 */
export function* xlsxSheets(body: Uint8Array): Generator<Sheet> {
  const strings = readable(() => sharedStrings(body))
  const files = textFiles(body)
  let sheets = 0
  for (;;) {
    const next = readable(() => files.next())
    if (next.done) break
    const { name, parts } = next.value
    if (!SHEET.test(name)) continue
    sheets += 1
    yield { name, rows: rowsOf(parts, strings) }
  }
  if (sheets === 0) throw unreadable('no sheet in it')
}

const unreadable = (why: string) => new LoadError('shape', `a XLSX file that cannot be read: ${why}`)
function readable<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof LoadError) throw error
    throw unreadable(error instanceof Error ? error.message : String(error))
  }
}

/** Tags may carry a prefix, as `x:row`. */
const local = (name: string): string => name.slice(name.indexOf(':') + 1)

/** Reads parts of an XML document: after each, `take` gives what the handlers of `listen` have collected. */
function* parsed<T>(
  parts: Iterable<string>,
  listen: (xml: sax.SAXParser) => void,
  take: () => readonly T[],
): Generator<T> {
  const xml = sax.parser(true, { position: false })
  xml.onerror = error => {
    throw error
  }
  listen(xml)
  const texts = parts[Symbol.iterator]()
  for (;;) {
    const part = readable(() => {
      const next = texts.next()
      if (next.done) xml.close()
      else xml.write(next.value)
      return next
    })
    yield* take()
    if (part.done) return
  }
}

function sharedStrings(body: Uint8Array): readonly string[] {
  const strings: string[] = []
  let length = 0
  for (const { name, parts } of textFiles(body)) {
    if (name !== STRINGS) continue
    let text = ''
    let isText = false
    // Phonetic readings of a text are no part of it.
    let isReading = false
    const listen = (xml: sax.SAXParser) => {
      xml.onopentag = tag => {
        const at = local(tag.name)
        if (at === 'si') text = ''
        if (at === 'rPh') isReading = true
        isText = at === 't' && !isReading
      }
      xml.ontext = piece => {
        if (!isText) return
        length += piece.length
        if (length > MAX_SHEET.text) throw unreadable('too many texts')
        text += piece
      }
      xml.onclosetag = tag => {
        const at = local(tag)
        isText = false
        if (at === 'rPh') isReading = false
        if (at === 'si') strings.push(text)
      }
    }
    for (const _ of parsed(parts, listen, () => []));
  }
  return strings
}

function rowsOf(parts: Iterable<string>, strings: readonly string[]): Generator<readonly string[]> {
  let ready: (readonly string[])[] = []
  let rows = 0
  let row: string[] = []
  let cell = { column: 0, type: '' }
  let text = ''
  let isText = false
  const listen = (xml: sax.SAXParser) => {
    xml.onopentag = tag => {
      const at = local(tag.name)
      isText = at === 'v' || at === 't'
      if (at === 'row') {
        row = []
        rows += 1
        if (rows > MAX_SHEET.rows) throw unreadable(`more than ${MAX_SHEET.rows} rows`)
      } else if (at === 'c') {
        const { r, t } = tag.attributes as Readonly<Record<string, string>>
        cell = { column: r ? columnOf(r) : row.length, type: t ?? '' }
        if (cell.column >= MAX_SHEET.columns) throw unreadable(`more than ${MAX_SHEET.columns} columns`)
        text = ''
      }
    }
    xml.ontext = piece => {
      if (!isText) return
      text += piece
      if (text.length > MAX_SHEET.cell) throw unreadable('a cell that is too long')
    }
    xml.onclosetag = tag => {
      const at = local(tag)
      isText = false
      if (at === 'row') ready.push(row)
      if (at !== 'c') return
      if (cell.type === 's') {
        const shared = strings[Number(text)]
        if (shared === undefined) throw unreadable('a text that is not in its table')
        text = shared
      }
      if (text === '') return
      if ((cell.type === '' || cell.type === 'n') && /e/i.test(text)) text = fixed.format(Number(text))
      while (row.length < cell.column) row.push('')
      row[cell.column] = text
    }
  }
  return parsed(parts, listen, () => {
    const taken = ready
    ready = []
    return taken
  })
}

/** The column, from 0, of an address such as `AB12`. */
function columnOf(address: string): number {
  let column = 0
  for (const sign of address) {
    const digit = sign.charCodeAt(0) - 64
    if (digit < 1 || digit > 26) break
    column = column * 26 + digit
  }
  return column - 1
}

/** Day 0 of the workbooks' calendar, 1899-12-30, as a day of the Unix epoch. */
const FIRST_DAY = -25_569
/** A day that is stored as its number in the workbooks' calendar (45000 to 80000, years 2023 to 2119); null for any other text. */
export function serialDay(text: string): string | null {
  if (!/^\d{5}(\.\d+)?$/.test(text)) return null
  const serial = Math.floor(Number(text))
  return serial >= 45_000 && serial <= 80_000
    ? new Date((serial + FIRST_DAY) * 86_400_000).toISOString().slice(0, 10)
    : null
}

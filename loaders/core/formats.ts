import { parse } from 'csv-parse/sync'
import { strFromU8, unzipSync } from 'fflate'

/** The lines of a CSV with `;` or another sign between fields, blank ones left out, with or without a byte order mark. Throws on quotes that do not close. */
export function csvLines(text: string, delimiter = ';'): readonly (readonly string[])[] {
  if (!text.includes('"')) return plainLines(text, delimiter)
  return parse(text, {
    bom: true,
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
  })
}

/** Without quotes each sign means itself: reports of a hundred thousand lines are read ten times faster. */
const plainLines = (text: string, delimiter: string): readonly (readonly string[])[] =>
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .filter(line => line.trim() !== '')
    .map(line => line.split(delimiter).map(field => field.trim()))

export interface TextFile {
  readonly name: string
  readonly text: string
}

/** A body as text files: what a ZIP holds, or itself under no name. Throws on a ZIP that is cut short. */
export function textFiles(body: Uint8Array): readonly TextFile[] {
  if (!isZip(body)) return [{ name: '', text: strFromU8(body) }]
  return Object.entries(unzipSync(body))
    .filter(([, bytes]) => bytes.length > 0)
    .map(([name, bytes]) => ({ name, text: strFromU8(bytes) }))
}

/** By its first bytes: the content type does not always tell. */
const isZip = (body: Uint8Array): boolean => body[0] === 0x50 && body[1] === 0x4b

/** A Moscow day out of `DD.MM.YYYY` or `YYYY-MM-DD…`; null where there is none. */
export function dayText(text: string): string | null {
  const [, day, month, year] = /^(\d{2})\.(\d{2})\.(\d{4})$/.exec(text.trim()) ?? []
  if (year) return `${year}-${month}-${day}`
  return /^\d{4}-\d{2}-\d{2}/.exec(text.trim())?.[0] ?? null
}

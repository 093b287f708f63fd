import { strToU8, zipSync } from 'fflate'

/** A cell: a text, or a number as it is written. */
type Cell = string | number | null

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const LINKS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const xml = (text: string) => strToU8(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${text}`)
const escaped = (text: string) => text.replace(/[&<>]/g, sign => `&#${sign.charCodeAt(0)};`)
/** The letter of one of the first 26 columns. */
const letter = (column: number) => String.fromCharCode(65 + column)

/** A workbook of one sheet: texts are shared, as Excel writes them. */
export function workbook(title: string, rows: Iterable<readonly Cell[]>): Buffer {
  const shared = new Map<string, number>()
  const cellOf = (cell: Cell, column: number, row: number) => {
    const at = `${letter(column)}${row}`
    if (cell === null) return ''
    if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`
    const index = shared.get(cell) ?? shared.size
    shared.set(cell, index)
    return `<c r="${at}" t="s"><v>${index}</v></c>`
  }
  const lines: string[] = []
  for (const cells of rows) {
    const row = lines.length + 1
    lines.push(`<row r="${row}">${cells.map((cell, column) => cellOf(cell, column, row)).join('')}</row>`)
  }
  const texts = [...shared.keys()].map(text => `<si><t xml:space="preserve">${escaped(text)}</t></si>`)
  const files = {
    '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="${TYPE}.sharedStrings+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${LINKS}"><sheets><sheet name="${escaped(title)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${LINKS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${LINKS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${MAIN}"><sheetData>${lines.join('')}</sheetData></worksheet>`,
    'xl/sharedStrings.xml': `<sst xmlns="${MAIN}" uniqueCount="${shared.size}">${texts.join('')}</sst>`,
  }
  const packed = Object.entries(files).map(([name, text]) => [name, xml(text)] as const)
  return Buffer.from(zipSync(Object.fromEntries(packed)))
}

import type { Kind } from '#contract/errors.ts'
import { type Key, terminalLanguage, type Words, words } from '#i18n'
import type { Globals } from './globals.ts'
import { printable, printableJson, printableLine } from './printable.ts'

type Cells = readonly (string | number | null)[]

/** Output of a command: text for people or objects for programs, never both. */
export interface Output {
  readonly words: Words
  /** Text mode only. */
  say(line?: string): void
  /** Aligned columns, text mode only; numbers are right-aligned. */
  table(head: readonly string[], rows: readonly Cells[]): void
  /** A table whose rows come in batches; the first batch determines the column widths. */
  rows(head: readonly string[]): (rows: readonly Cells[]) => void
  /** JSON mode only: one NDJSON line. */
  event(object: object): void
  /** The result of a command, JSON mode only. */
  result(object: Readonly<Record<string, unknown>> & { readonly ok: boolean }): void
  /** An error as a sentence that names commands instead of parts of the window. */
  sentence(kind: string): string
  error(kind: Kind, error: unknown): void
}

export function output({ json }: Pick<Globals, 'json'>): Output {
  const said = words(terminalLanguage(process.env))
  const print = (text: string) => process.stdout.write(`${text}\n`)
  const event = (object: object) => {
    if (json)
      print(
        printableJson(
          JSON.stringify(object, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
        ),
      )
  }
  const sentence = (kind: string) => {
    const own = `cli.error.${kind}` as Key
    return said.t(own) === own ? said.error(kind) : said.t(own)
  }
  return {
    words: said,
    sentence,
    say: (line = '') => {
      if (!json) print(printable(line))
    },
    table(head, rows) {
      if (!json) columns(head, said, print)(rows)
    },
    rows: head => (json ? () => {} : columns(head, said, print)),
    event,
    result: object => event({ event: 'result', ...object }),
    error(kind, error) {
      const message = error instanceof Error ? error.message : String(error)
      event({ event: 'result', ok: false, error: { kind, message } })
      if (!json)
        process.stderr.write(`${sentence(kind)}\n${kind === message ? '' : `(${printable(message)})\n`}`)
    },
  }
}

/** Prints a table in batches, its head first. */
function columns(head: readonly string[], said: Words, print: (line: string) => void) {
  let layout: { readonly widths: readonly number[]; readonly right: readonly boolean[] } | null = null
  const text = (value: string | number | null) =>
    value === null ? '—' : typeof value === 'number' ? said.number(value) : printableLine(value)
  const titles = head.map(printableLine)
  return (rows: readonly Cells[]): void => {
    const lines = rows.map(row => row.map(text))
    layout ??= begin(rows, lines)
    const { widths, right } = layout
    for (const line of lines) print(format(line, widths, right))
  }

  function begin(rows: readonly Cells[], lines: readonly (readonly string[])[]) {
    const widths = titles.map((title, column) =>
      Math.max(title.length, ...lines.map(line => line[column]?.length ?? 0)),
    )
    const right = titles.map((_, column) => rows.some(row => typeof row[column] === 'number'))
    print(format(titles, widths, right))
    print(widths.map(width => '─'.repeat(width)).join('  '))
    return { widths, right }
  }
}

const format = (line: readonly string[], widths: readonly number[], right: readonly boolean[]): string =>
  line
    .map((text, column) =>
      right[column] ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0),
    )
    .join('  ')
    .trimEnd()

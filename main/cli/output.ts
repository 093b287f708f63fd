import type { Kind } from '#contract/errors.ts'
import { type Key, terminalLanguage, type Words, words } from '#i18n'
import type { Globals } from './globals.ts'

/** Two ways of saying one thing: a line for a person, or an object for a program. Never both. */
export interface Output {
  readonly words: Words
  /** For a person only. */
  say(line?: string): void
  /** Aligned columns, for a person only; numbers stand right. */
  table(head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): void
  /** For a program only: one NDJSON line. */
  event(object: object): void
  /** The last word of a command, for a program only. */
  result(object: Readonly<Record<string, unknown>> & { readonly ok: boolean }): void
  /** What happened, in a sentence that speaks of commands and not of the window. */
  sentence(kind: string): string
  error(kind: Kind, error: unknown): void
}

export function output({ json }: Pick<Globals, 'json'>): Output {
  const said = words(terminalLanguage(process.env))
  const print = (text: string) => process.stdout.write(`${text}\n`)
  const event = (object: object) => {
    if (json) print(JSON.stringify(object, (_, value) => (typeof value === 'bigint' ? String(value) : value)))
  }
  const sentence = (kind: string) => {
    const own = `cli.error.${kind}` as Key
    return said.t(own) === own ? said.error(kind) : said.t(own)
  }
  return {
    words: said,
    sentence,
    say: (line = '') => {
      if (!json) print(line)
    },
    table(head, rows) {
      if (!json) for (const line of aligned(head, rows, said)) print(line)
    },
    event,
    result: object => event({ event: 'result', ...object }),
    error(kind, error) {
      const message = error instanceof Error ? error.message : String(error)
      event({ event: 'result', ok: false, error: { kind, message } })
      if (!json) process.stderr.write(`${sentence(kind)}\n${kind === message ? '' : `(${message})\n`}`)
    },
  }
}

function aligned(
  head: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
  said: Words,
): string[] {
  const cell = (value: string | number | null) =>
    value === null ? '—' : typeof value === 'number' ? said.number(value) : value
  const lines = [head, ...rows.map(row => row.map(cell))]
  const widths = head.map((_, column) => Math.max(...lines.map(line => line[column]?.length ?? 0)))
  const right = head.map((_, column) => rows.some(row => typeof row[column] === 'number'))
  const format = (line: readonly string[]) =>
    line
      .map((text, column) =>
        right[column] ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return [format(head), widths.map(width => '─'.repeat(width)).join('  '), ...lines.slice(1).map(format)]
}

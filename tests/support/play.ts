import type { Slice } from '../../loaders/core/declare/slices.ts'
import type { Request, StreamContext } from '../../loaders/core/declare/source.ts'
import type { Stream } from '../../loaders/core/declare/stream.ts'
import { rowChunks } from '../../loaders/core/declare/stream.ts'
import type { Column, Row, Table } from '../../loaders/core/declare/table.ts'
import { LoadError } from '../../loaders/core/errors.ts'
import { concurrencyGroups } from '../../loaders/core/http/concurrency-groups.ts'
import { runLocals } from '../../loaders/core/run/run-locals.ts'
import { steps as ozon } from '../../loaders/ozon/index.ts'
import { steps as wb } from '../../loaders/wb/index.ts'

/** Answers a request: a body, bytes, or the LoadError of a refusal. */
export type Answer = (request: Request, asked: number) => unknown

export interface Played {
  readonly rows: Readonly<Record<string, readonly Row[]>>
  readonly unmapped: readonly string[]
  /** Notices of the step. */
  readonly notices: readonly string[]
  readonly requests: readonly Request[]
  readonly notes: ReadonlyMap<string, string>
  readonly waited: number
}

export const slice = (of: Partial<Slice> = {}): Slice => ({
  window: { start: '2026-07-01', days: 1 },
  from: '2026-07-01',
  to: '2026-07-01',
  ids: [],
  open: true,
  at: '2026-07-01T09:00:00.000Z',
  ...of,
})

/** The stream with this id. */
export function streamOf(id: string): Stream {
  const found = [...ozon, ...wb].flatMap(step => step.streams).find(stream => stream.id === id)
  if (!found) throw new TypeError(`no stream ${id}`)
  return found
}

/** The context of one run of a stream over scripted responses, and what it recorded. */
export function playing(
  answer: Answer,
  kept: ReadonlyMap<string, string> = new Map(),
  hasRows: StreamContext['hasRows'] = async () => false,
) {
  const notes = new Map(kept)
  const requests: Request[] = []
  const unmapped: string[] = []
  const notices: string[] = []
  const waits: number[] = []
  const groups = concurrencyGroups()
  const ask = async (request: Request) => {
    requests.push(request)
    const body = await answer(request, requests.length)
    if (body instanceof Error) throw body
    return body
  }
  const context: StreamContext = {
    async json(request, shape) {
      const parsed = shape.safeParse(await ask(request))
      if (!parsed.success) throw new LoadError('shape', parsed.error.message)
      return parsed.data
    },
    async bytes(request) {
      const body = await ask(request)
      const bytes = body instanceof Uint8Array ? body : new TextEncoder().encode(text(body))
      return { contentType: 'application/octet-stream', body: bytes }
    },
    state: {
      get: async key => notes.get(key) ?? null,
      set: async (key, value) => {
        if (value === null) notes.delete(key)
        else notes.set(key, value)
      },
    },
    runLocal: runLocals(),
    exclusive: async (group, work) => groups.run(group.name, new AbortController().signal, work),
    wait: async ms => {
      waits.push(ms)
    },
    unmapped: (field, value) => unmapped.push(`${field}: ${value}`),
    notice: ({ word }) => notices.push(word),
    hasRows,
    now: () => Date.parse('2026-07-01T09:00:00Z'),
  }
  return { context, requests, notes, unmapped, notices, waits }
}

/** Reads one slice of a stream from scripted responses; every row must fit its table. */
export async function play(
  id: string,
  answer: Answer,
  of: Partial<Slice> = {},
  kept?: ReadonlyMap<string, string>,
  hasRows?: StreamContext['hasRows'],
): Promise<Played> {
  const stream = streamOf(id)
  const { context, waits, ...played } = playing(answer, kept, hasRows)
  const rows: Record<string, Row[]> = Object.fromEntries(stream.into.map(table => [table.name, []]))
  for await (const page of stream.source.read(context, slice(of))) {
    for (const piece of rowChunks(stream.rows(page, slice(of), context)))
      for (const [name, more] of Object.entries(piece)) {
        const table = stream.into.find(one => one.name === name)
        if (!table) throw new TypeError(`${id} wrote into ${name}, which it does not declare`)
        for (const row of more) fits(table, row)
        rows[name]?.push(...more)
      }
  }
  return { ...played, rows, waited: waits.reduce((sum, ms) => sum + ms, 0) }
}

const text = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body))

/** Throws on a row whose columns are not exactly the table's, or with a value of another kind. */
export function fits(table: Table, row: Row): void {
  const names = Object.keys(table.columns)
  const strange = Object.keys(row).filter(name => !names.includes(name))
  const missing = names.filter(name => row[name] === undefined)
  if (strange.length + missing.length > 0)
    throw new TypeError(`${table.name}: strange ${strange}, missing ${missing}`)
  for (const [name, column] of Object.entries(table.columns)) {
    const value = row[name]
    if (value === null ? !column.optional : !KINDS[column.kind](value))
      throw new TypeError(`${table.name}.${name} (${column.kind}) cannot hold ${JSON.stringify(value)}`)
  }
}

const KINDS: Readonly<Record<Column['kind'], (value: unknown) => boolean>> = {
  id: value => Number.isSafeInteger(value) || (typeof value === 'string' && /^-?\d+$/.test(value)),
  int: value => Number.isSafeInteger(value),
  real: value => typeof value === 'number' && Number.isFinite(value),
  text: value => typeof value === 'string',
  bool: value => typeof value === 'boolean',
  money: value => Number.isSafeInteger(value),
  day: value => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value),
  instant: value => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(value),
  json: value => typeof value === 'object' || typeof value === 'string',
}

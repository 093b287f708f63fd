import type { Keys } from '#contract/shop.ts'
import type { IdsOf, RunContext } from '../../loaders/core/declare/slices.ts'
import { sliceKey } from '../../loaders/core/declare/slices.ts'
import type { Request, StreamContext } from '../../loaders/core/declare/source.ts'
import type { Load } from '../../loaders/core/declare/stream.ts'
import { CURSOR_KEY, rowChunks } from '../../loaders/core/declare/stream.ts'
import type { Id, Row, Table } from '../../loaders/core/declare/table.ts'
import type { HttpClient } from '../../loaders/core/http/session.ts'
import { runLocals } from '../../loaders/core/run/run-locals.ts'
import { fits } from './play.ts'

interface Parts {
  readonly open: HttpClient
  readonly keys: Keys
  readonly tables: readonly Table[]
  readonly today: string
  /** Capabilities that `may` grants. */
  readonly may: readonly string[]
}

/** Tables of a shop in memory, over the plain network of a sandbox: enough to read every stream. */
export function memoryShop({ open, keys, tables, today, may }: Parts) {
  const held = new Map(tables.map(table => [table.name, new Map<string, Row>()]))
  const unmapped: string[] = []
  const done = new Set<string>()
  const requests: Request[] = []
  const rows = (name: string) => [...(held.get(name)?.values() ?? [])]
  const notes = new Map<string, string>()
  const session = open.session({
    keys,
    signal: AbortSignal.timeout(100_000),
  })
  const ioOf = (stream: string): StreamContext => {
    const context = session.context({
      get: async note => notes.get(`${stream}/${note}`) ?? null,
      set: async (note, value) => {
        if (value === null) notes.delete(`${stream}/${note}`)
        else notes.set(`${stream}/${note}`, value)
      },
    })
    return {
      ...context,
      json: (request, shape) => {
        requests.push(request)
        return context.json(request, shape)
      },
      unmapped: (field, value) => unmapped.push(`${field}: ${value}`),
      notice: () => {},
      runLocal: runLocals(),
      hasRows: async of => (await plan.ids(of)).length > 0,
      now: () => Date.parse(plan.now()),
    }
  }
  const plan: RunContext = {
    today,
    now: () => `${today}T09:00:00.000Z`,
    first: true,
    may: capability => may.includes(capability),
    ids: async (of, from, to) => idsOf(rows(of.table.name), of, from, to),
  }
  return {
    plan,
    rows,
    unmapped,
    requests,
    notes,
    /** Reads what was not read yet. */
    async load(step: Load) {
      if (step.when?.(plan)) return
      for (const stream of step.streams) {
        const context = ioOf(stream.id)
        for (const slice of await stream.slices(plan)) {
          if (done.has(`${stream.id} ${sliceKey(slice)}`)) continue
          for await (const page of stream.source.read(context, slice)) {
            for (const piece of rowChunks(stream.rows(page, slice, context)))
              for (const [name, more] of Object.entries(piece))
                for (const row of more)
                  keep(
                    tables.find(table => table.name === name),
                    row,
                  )
            const mark = stream.cursor?.(page)
            if (mark) await context.state.set(CURSOR_KEY, mark)
          }
          done.add(`${stream.id} ${sliceKey(slice)}`)
        }
      }
    },
  }
  function keep(table: Table | undefined, row: Row) {
    if (!table) throw new TypeError('a table that is not declared')
    fits(table, row)
    held.get(table.name)?.set(table.key.map(part => String(row[part])).join('\u0001'), row)
  }
}

function idsOf(rows: readonly Row[], of: IdsOf, from?: string, to?: string): readonly Id[] {
  const sums = new Map<Id, number>()
  const day = of.table.day
  for (const row of rows) {
    if (day && from && to && (String(row[day]) < from || String(row[day]) > to)) continue
    const fit =
      Object.entries(of.where ?? {}).every(([column, value]) =>
        Array.isArray(value) ? value.map(String).includes(String(row[column])) : row[column] === value,
      ) && Object.entries(of.except ?? {}).every(([column, values]) => !values.includes(String(row[column])))
    const id = (of.beside ? `${row[of.column]}/${row[of.beside]}` : row[of.column]) as Id
    if (fit && id !== null) sums.set(id, (sums.get(id) ?? 0) + Number(of.positive ? row[of.positive] : 1))
  }
  return [...sums]
    .filter(([, sum]) => sum > 0)
    .map(([id]) => id)
    .sort((a, b) => Number(a) - Number(b))
}

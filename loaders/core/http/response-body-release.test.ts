import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Answering, json, openings, type Server } from '../../../tests/support/answers.ts'
import { openFilesIn } from '../../../tests/support/open-files.ts'
import { ozon } from '../../ozon/api.ts'
import type { Source, StreamContext } from '../declare/source.ts'
import { stream } from '../declare/stream.ts'
import { id, table } from '../declare/table.ts'
import { LoadError } from '../errors.ts'
import { inChunks, jsonChunks } from '../parse/json-chunks.ts'
import { prefetch } from '../run/prefetch.ts'
import type { Job } from '../run/run-stream.ts'
import { loadStream } from '../run/run-stream.ts'
import { httpClient } from './client.ts'
import type { HttpClient } from './session.ts'

const folder = mkdtempSync(join(tmpdir(), 'prilavok-reading-'))
const { opened, serve } = openings()
afterAll(() => rmSync(folder, { recursive: true }))

const numbers = table('numbers', { store: 'facts', key: ['n'], columns: { n: id() }, grain: 'One number.' })
const Rows = inChunks(null, jsonChunks(z.object({ n: z.number(), text: z.string() })))
/** Longer than what stays in memory. */
const LONG = Array.from({ length: 60_000 }, (_, n) => ({ n, text: 'z'.repeat(90) }))

async function connect(
  answer: Answering,
  onDate?: () => LoadError | null,
): Promise<{ readonly server: Server; readonly open: HttpClient }> {
  const server = await serve(answer)
  const open = httpClient({
    api: ozon,
    hosts: { 'ozon-seller': server.url },
    pace: 1000,
    folder,
    ...(onDate ? { onDate } : {}),
  })
  opened(open)
  return { server, open }
}
const session = (open: HttpClient) =>
  open.session({
    keys: { marketplace: 'ozon', clientId: '1', apiKey: 'key', performance: null },
    signal: new AbortController().signal,
    attempts: 1,
  })
const ask = (context: Pick<StreamContext, 'json'>, page: number) =>
  context.json({ host: 'ozon-seller', method: 'POST', path: '/v3/product/list', body: { page } }, Rows)

/** Reads one slice from a source whose rows fit no column, with a page that has some. */
function load(open: HttpClient, read: Source<unknown>['read']): Promise<void> {
  const things = stream({
    id: 'test.numbers',
    into: [numbers],
    slices: async () => [{ window: 'since', from: '', to: '', ids: [], open: false }],
    source: { host: 'ozon-seller', paths: [], read },
    rows: () => {
      throw new LoadError('shape', 'no such rows')
    },
  })
  const store = {
    done: async () => new Map(),
    recovered: async () => new Map(),
    stage: async () => ({
      close: async () => {},
      commit: async () => ({ rows: 0, added: 0, changed: 0, notice: null }),
      discard: async () => {},
    }),
    finish: async () => {},
  }
  const job = {
    shopId: 1,
    runId: 1,
    context: {},
    store,
    streamContext: () => session(open).context({ get: async () => null, set: async () => {} }),
    redact: (error: unknown) => error,
    capture: () => {},
  } as unknown as Job
  return loadStream(things, job, () => {})
}

describe.skipIf(process.platform !== 'linux')('the file of a long answer is given back', () => {
  const long: Answering = response => json(response, 200, LONG)

  test('where its slice has no use for it', async () => {
    const { open } = await connect(long)
    await load(open, async function* (context) {
      expect((await ask(context, 1)).last).toMatchObject({ n: LONG.length - 1 })
      expect(openFilesIn(folder)).toHaveLength(1)
      yield* []
    })
    expect(openFilesIn(folder)).toEqual([])
  })

  test('where it was asked for ahead of one that fails', async () => {
    const { open } = await connect(long)
    const failing = load(open, async function* (context) {
      async function* pages() {
        for (const page of [1, 2, 3]) yield await ask(context, page)
      }
      for await (const page of prefetch(pages())) {
        await expect.poll(() => openFilesIn(folder).length).toBe(2)
        yield page
      }
    })
    await expect(failing).rejects.toThrow('no such rows')
    // The rest of it may still be arriving.
    await expect.poll(() => openFilesIn(folder)).toEqual([])
  })

  test('where it comes when its slice has failed already', async () => {
    const failed = Promise.withResolvers<void>()
    const { open } = await connect((response, asked, index) => {
      const answered = index > 0 ? failed.promise : Promise.resolve()
      void answered.then(() => long(response, asked, index))
    })
    let late: Promise<unknown> = Promise.resolve()
    const failing = load(open, async function* (context) {
      const page = await ask(context, 1)
      late = ask(context, 2)
      yield page
    })
    await expect(failing).rejects.toThrow('no such rows')
    failed.resolve()
    await late
    expect(openFilesIn(folder)).toEqual([])
  })

  test('where a clock that is wrong takes its place', async () => {
    const { open } = await connect(long, () => new LoadError('wrong_clock', 'an hour late'))
    await expect(ask(session(open), 1)).rejects.toMatchObject({ kind: 'wrong_clock' })
    expect(openFilesIn(folder)).toEqual([])
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts'
import { keysOf } from '../../../tests/support/engine.ts'
import { httpClient } from '../../core/http/client.ts'
import type { HttpClient, Session } from '../../core/http/session.ts'
import { ozon } from '../api.ts'

let sandbox: Sandbox
let open: HttpClient
let session: Session
beforeAll(async () => {
  sandbox = await startSandbox({ scale: 0.1, limits: false, speedup: 5000 })
  open = httpClient({ api: ozon, hosts: sandbox.hosts, pace: 5000 })
  session = open.session({ keys: keysOf(sandbox.keys.demo), signal: new AbortController().signal })
})
afterAll(async () => {
  await open.close()
  await sandbox.close()
})

const bytes = (origin: string, path = '/s3/reports/a') =>
  session.bytes({ host: 'ozon-files', method: 'GET', origin, path })

test('the file of a report is fetched without keys: its store refuses requests that carry any', async () => {
  const ask = <T>(path: string, body: unknown, shape: z.ZodType<T>) =>
    session.json({ host: 'ozon-seller', method: 'POST', path, body }, shape)
  const days = { date_from: '2026-10-01', date_to: '2026-10-02' }
  const { code } = await ask('/v1/report/placement/by-products/create', days, z.object({ code: z.string() }))
  const Told = z.object({ result: z.object({ file: z.string() }) })
  await ask('/v1/report/info', { code }, Told)
  const { result } = await ask('/v1/report/info', { code }, Told)
  const { origin, pathname } = new URL(result.file)
  const { body } = await bytes(origin, pathname)
  expect(Buffer.from(body.subarray(0, 2)).toString()).toBe('PK')
})

test.each([
  'https://ozone.ru.example.com',
  'https://example.com',
  'http://cdn1.ozone.ru',
  'https://user@cdn1.ozone.ru',
  'https://cdn1.ozone.ru:8443',
  'no address',
])('a link to %s is refused and followed nowhere', async origin => {
  sandbox.log.clear()
  await expect(bytes(origin)).rejects.toMatchObject({ kind: 'shape' })
  expect(sandbox.log.entries).toEqual([])
})

test('a link that ran out is a report that is gone, whatever the store calls it', async () => {
  await expect(bytes('https://cdn1.ozone.ru')).rejects.toMatchObject({ kind: 'not_found' })
})

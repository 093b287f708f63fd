import { arch, cpus, platform, release, totalmem } from 'node:os'
import { strToU8, zipSync } from 'fflate'
import type { Api } from '#contract/api.ts'
import type { About } from '#contract/host.ts'
import type { Handlers } from '#contract/rpc.ts'
import { maskAnswer, maskId, maskText } from '../../../loaders/core/http/personal-data.ts'
import type { Stores } from '../store/opening/open.ts'
import type { TableState } from '../store/queries/coverage.ts'
import { listShops, type ShopRow } from '../store/records/shops.ts'

const RUNS = 200
const LINES = 1_000
const ANSWERS = 20

interface Parts {
  readonly stores: Pick<Stores, 'dims' | 'facts'>
  readonly handlers: Handlers<Api>
  tables(): Promise<readonly TableState[]>
  inspect(): Promise<readonly string[]>
}

/**
 * A zip of the app's state and history: a page for people and JSON files for support. It holds no keys, since the stores have none; names of shops, ids
 * except their ends, and possible data of buyers are masked. Rows of facts are only counted.
 */
export async function diagnostics(parts: Parts, { app, readme, findings }: About): Promise<Uint8Array> {
  const { stores, handlers } = parts
  const shops = listShops(stores.dims)
  const all = { shopIds: null }
  const files = {
    'versions.json': await versions(stores, app),
    'settings.json': {
      window: await handlers['settings.get'](),
      background: await handlers['background.get'](),
    },
    'shops.json': shops.map(anonymous),
    'datasets.json': await handlers['sync.datasets'](all),
    'runs.json': await handlers['runs.list']({ ...all, limit: RUNS, before: null }),
    'log.json': await handlers['log.list']({ limit: LINES }),
    'doctor.json': {
      findings,
      faults: await parts.inspect(),
      tables: await parts.tables(),
      coverage: await handlers['coverage.get'](all),
    },
    'answers.json': answers(stores),
  }
  const clean = cleaner(shops)
  const packed = Object.entries(files).map(([name, content]) => [
    name,
    strToU8(JSON.stringify(content, (_, value) => (typeof value === 'string' ? clean(value) : value), 2)),
  ])
  return zipSync({ 'README.txt': strToU8(readme), ...Object.fromEntries(packed) })
}

async function versions({ dims, facts }: Parts['stores'], app: string) {
  const [duckdb] = await facts.read('SELECT version() AS version')
  const { node, electron = null, chrome = null } = process.versions
  return {
    app,
    node,
    electron,
    chrome,
    duckdb: duckdb?.version,
    sqlite: dims.prepare('SELECT sqlite_version()').pluck().get(),
    system: {
      platform: platform(),
      arch: arch(),
      release: release(),
      cpus: cpus().length,
      memory: totalmem(),
    },
    madeAt: new Date().toISOString(),
  }
}

function anonymous({ name: _, clientId, perfClientId, ...shop }: ShopRow) {
  return {
    ...shop,
    clientId: clientId && maskId(clientId),
    perfClientId: perfClientId && maskId(perfClientId),
  }
}

/** The last answers that no loader understood, each with its request. */
function answers({ dims }: Parts['stores']) {
  const kept = dims
    .prepare(
      'SELECT shop_id, run_id, step, kept_at, request, status, answer FROM evidence ORDER BY kept_at DESC LIMIT ?',
    )
    .all(ANSWERS) as { request: string; answer: string }[]
  // The answers were masked before they were written.
  return kept.map(row => ({ ...row, request: maskAnswer(row.request) }))
}

/** Masks the user's own data in any text: names and owners of shops, and possible data of buyers. */
function cleaner(shops: readonly ShopRow[]): (text: string) => string {
  const own = shops.flatMap(({ id, name, clientId, perfClientId }): [string, string][] => [
    [name, `shop ${id}`],
    ...[clientId, perfClientId].flatMap((of): [string, string][] => (of ? [[of, maskId(of)]] : [])),
  ])
  // The longest first: one name may be a part of another.
  const sorted = own.sort(([a], [b]) => b.length - a.length)
  return text => maskText(sorted.reduce((clean, [word, mask]) => clean.replaceAll(word, mask), text))
}

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

const FIXTURES = join(import.meta.dirname, '../fixtures')
/** How large the shop is whose folders are kept: the smallest that has something of everything. */
export const RELEASE_SCALE = 0.05

/** The releases whose data folders are kept. */
export const releases = readdirSync(FIXTURES).filter(name => name.startsWith('release-'))

/** Puts the data folder of a release where a test may work on it; returns the contents of its tables as they were. */
export function unpackRelease(
  release: string,
  dataDir: string,
): readonly Readonly<Record<string, unknown>>[] {
  mkdirSync(dataDir, { recursive: true })
  for (const file of ['facts.duckdb', 'dims.sqlite'])
    writeFileSync(join(dataDir, file), gunzipSync(readFileSync(join(FIXTURES, release, `${file}.gz`))))
  return JSON.parse(readFileSync(join(FIXTURES, release, 'contents.json'), 'utf8'))
}

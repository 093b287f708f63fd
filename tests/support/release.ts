import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

const FIXTURES = join(import.meta.dirname, '../fixtures')
/** Size of the shop in the stored folders: the smallest with rows of every kind. */
export const RELEASE_SCALE = 0.05

/** Releases with a stored data folder. */
export const releases = readdirSync(FIXTURES).filter(name => name.startsWith('release-'))

/** Unpacks the data folder of a release for a test; returns the contents of its tables. */
export function unpackRelease(
  release: string,
  dataDir: string,
): readonly Readonly<Record<string, unknown>>[] {
  mkdirSync(dataDir, { recursive: true })
  for (const file of ['facts.duckdb', 'dims.sqlite'])
    writeFileSync(join(dataDir, file), gunzipSync(readFileSync(join(FIXTURES, release, `${file}.gz`))))
  return JSON.parse(readFileSync(join(FIXTURES, release, 'contents.json'), 'utf8'))
}

import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Table } from '../loaders/core/table.ts'

const folder = fileURLToPath(new URL('../loaders', import.meta.url))
export const migrationsDir = fileURLToPath(new URL('../resources/migrations', import.meta.url))

/** The tables of every marketplace: what each `loaders/<marketplace>/index.ts` exports as `tables`. */
export async function declaredTables(): Promise<readonly Table[]> {
  const all: Table[] = []
  for (const marketplace of readdirSync(folder).sort()) {
    const file = `${folder}/${marketplace}/index.ts`
    if (!existsSync(file)) continue
    const { tables } = (await import(pathToFileURL(file).href)) as { tables: readonly Table[] }
    all.push(...tables)
  }
  return all
}

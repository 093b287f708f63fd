import type { Stores } from '../opening/open.ts'
import { name } from '../schema/ddl.ts'

/** What the two databases say of themselves: SQLite's own check, and a read through every table of DuckDB. */
export async function inspect({ dims, facts, relations }: Stores): Promise<readonly string[]> {
  const lite = dims.pragma('quick_check') as { quick_check: string }[]
  const faults = lite.map(row => row.quick_check).filter(word => word !== 'ok')
  for (const relation of relations.filter(({ store }) => store === 'facts')) {
    const columns = Object.keys(relation.columns).map(column => `max(${name(column)}::VARCHAR)`)
    await facts
      .read(`SELECT ${columns.join(', ')} FROM ${name(relation.name)}`)
      .catch(error => faults.push(`${relation.name}: ${error.message}`))
  }
  return faults
}

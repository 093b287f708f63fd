import type { Stores } from '../opening/open.ts'
import { name, names } from '../schema/ddl.ts'

/** Integrity of the two databases: SQLite's own check, a read of every DuckDB table, and duplicates of keys without an index. */
export async function inspect({ dims, facts, relations }: Stores): Promise<readonly string[]> {
  const lite = dims.pragma('quick_check') as { quick_check: string }[]
  const faults = lite.map(row => row.quick_check).filter(word => word !== 'ok')
  for (const relation of relations.filter(({ store }) => store === 'facts')) {
    const columns = Object.keys(relation.columns).map(column => `max(${name(column)}::VARCHAR)`)
    await facts
      .read(`SELECT ${columns.join(', ')} FROM ${name(relation.name)}`)
      .catch(error => faults.push(`${relation.name}: ${error.message}`))
    if (relation.indexed) continue
    const twice = `SELECT count(*) AS keys FROM (SELECT 1 FROM ${name(relation.name)} GROUP BY ${names(relation.key)} HAVING count(*) > 1)`
    const [found] = await facts.read(twice).catch(() => [])
    if (found && found.keys !== 0)
      faults.push(`${relation.name}: ${found.keys} keys stand there more than once`)
  }
  return faults
}

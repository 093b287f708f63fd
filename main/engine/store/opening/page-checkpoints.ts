import type { Facts } from '../duckdb/connection.ts'
import { checkpoints, dimCheckpoints } from '../schema/tables.ts'
import type { Dims } from '../sqlite/connection.ts'
import { transaction } from '../sqlite/connection.ts'

/**
 * Deletes checkpoints of single pages that earlier versions left: they are not slices, and a slice of which only pages were read is unknown. Not a migration,
 * because one after the idle migration would make that one run at the start.
 */
export async function forgetPageCheckpoints(facts: Facts, dims: Dims): Promise<void> {
  const where = "WHERE slice_key LIKE '%#page'"
  const [left] = await facts.read(`SELECT 1 FROM ${checkpoints.name} ${where} LIMIT 1`)
  if (left)
    await facts.write(
      async connection => void (await connection.run(`DELETE FROM ${checkpoints.name} ${where}`)),
    )
  transaction(dims, () => dims.exec(`DELETE FROM ${dimCheckpoints.name} ${where}`))
}

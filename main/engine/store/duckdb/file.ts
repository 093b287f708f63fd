import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { DuckDBInstance } from '@duckdb/node-api'
import { literal } from '../schema/ddl.ts'

export interface Options {
  readonly readOnly: boolean
  /** The only folder whose files SQL may read. */
  readonly staging: string
  /** Initial memory limit, MB, 64 by default; raised when something does not fit. */
  readonly memory?: number
}

/** The open facts database. */
export interface Opened {
  readonly instance: DuckDBInstance
  readonly writer: DuckDBConnection
  readonly idle: DuckDBConnection[]
  /** Number of current users. */
  users: number
  /** Called when the last user has left. */
  readonly waiting: (() => void)[]
}

/**
 * Rows of a group, and bytes of a block: whole groups go straight into the file and out of memory, and each column takes a block of it at least. Of DuckDB's own
 * sizes a table with a hundred columns needs 150 MB; of these a third. A file keeps the size of block that it was made with.
 */
const GROUP = 30_720
const BLOCK = 65_536
/** Initial and maximum memory limit, MB. */
export const MEMORY = { least: 64, most: 1_024 } as const
/** Format of a new file; texts and numbers take a quarter less in it than in DuckDB's default, which versions of 2024 can read. A file keeps its own. */
const FORMAT = 'v1.5.0'
const NEW = `ROW_GROUP_SIZE ${GROUP}, BLOCK_SIZE ${BLOCK}, STORAGE_VERSION '${FORMAT}'`
/** Catalog name of the file in SQL; needed only in statements about two files. */
export const CATALOG = 'facts'

/** Attaches a file beside the open one, under a catalog name of its own; a new one gets the app's sizes. It has to lie in the staging folder. */
export const attachSql = (file: string, catalog: string): string =>
  `ATTACH ${literal(file)} AS ${catalog} (${existsSync(file) ? 'READ_ONLY' : NEW})`

/** Opens the file with a memory limit in MB. Throws what DuckDB throws. */
export async function openFile(file: string, options: Options, memory: number): Promise<Opened> {
  // Attached to an in-memory database, because only ATTACH accepts a row group size.
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${memory}MB`,
    temp_directory: join(options.staging, 'spilled'),
    // Queries run on the calling thread, so several run in parallel anyway; more threads cost a load a third of its time, and memory.
    // Changing the number while a query runs blocks the next query until it ends.
    threads: '1',
    // No extension is ever downloaded or loaded.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  let writer: DuckDBConnection | null = null
  try {
    writer = await instance.connect()
    const how = options.readOnly ? 'READ_ONLY' : existsSync(file) ? `ROW_GROUP_SIZE ${GROUP}` : NEW
    await writer.run(
      `ATTACH ${literal(file)} AS ${CATALOG} (${how}); USE ${CATALOG};
      SET write_buffer_row_group_count = 1;
      -- Staged files are read once: what is kept of them would only take memory.
      SET enable_external_file_cache = false;
      SET allowed_directories = [${literal(`${options.staging}/`)}];
      -- Cannot be undone while the file is open.
      SET enable_external_access = false`,
    )
    return { instance, writer, idle: [], users: 0, waiting: [] }
  } catch (error) {
    // An open connection would keep the file locked.
    writer?.closeSync()
    instance.closeSync()
    throw error
  }
}

/** Opens another connection, for a query. */
export async function connect(instance: DuckDBInstance): Promise<DuckDBConnection> {
  const connection = await instance.connect()
  await connection.run(`USE ${CATALOG}`)
  return connection
}

/** Checkpoints and closes the file. */
export function closeFile({ instance, writer, idle }: Opened): void {
  for (const connection of [...idle, writer]) connection.closeSync()
  instance.closeSync()
}

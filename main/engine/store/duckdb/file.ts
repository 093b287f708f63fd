import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { DuckDBInstance } from '@duckdb/node-api'
import { literal } from '../schema/ddl.ts'

export interface Options {
  readonly readOnly: boolean
  /** The only folder that SQL may read files of. */
  readonly staging: string
  /** MB that DuckDB may take to begin with, 64 unless told; what does not fit gets more. */
  readonly memory?: number
}

/** The open file of facts. */
export interface Opened {
  readonly instance: DuckDBInstance
  readonly writer: DuckDBConnection
  readonly idle: DuckDBConnection[]
  /** Who works with it just now. */
  users: number
  /** Hear that nobody does any more. */
  readonly waiting: (() => void)[]
}

/**
 * Rows of a group, and bytes of a block: whole groups go straight into the file and out of memory, and each column takes a block of it at least. Of DuckDB's own
 * sizes a table with a hundred columns needs 150 MB; of these a third. A file keeps the size of block that it was made with.
 */
const GROUP = 30_720
const BLOCK = 65_536
/** MB that DuckDB may take at first, and at most where something does not fit. */
export const MEMORY = { least: 64, most: 1_024 } as const
/** The name of the file in SQL, which nobody needs to say. */
const CATALOG = 'facts'

/** Opens it with so many MB of memory. Throws what DuckDB throws. */
export async function openFile(file: string, options: Options, memory: number): Promise<Opened> {
  // The file is attached to an empty database, since only so the size of its groups can be told.
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${memory}MB`,
    temp_directory: join(options.staging, 'spilled'),
    // Questions run on the thread that asks, so several still run side by side; more threads cost a load a third of its time, and memory.
    // To change their number while a question runs holds up whoever asks next until it ends.
    threads: '1',
    // Nothing is ever fetched from a network or loaded as code.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  let writer: DuckDBConnection | null = null
  try {
    writer = await instance.connect()
    const size = existsSync(file) ? '' : `, BLOCK_SIZE ${BLOCK}`
    const how = options.readOnly ? 'READ_ONLY' : `ROW_GROUP_SIZE ${GROUP}${size}`
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
    // An open connection would hold the file, and its lock.
    writer?.closeSync()
    instance.closeSync()
    throw error
  }
}

/** Another connection to it, for a question. */
export async function connect(instance: DuckDBInstance): Promise<DuckDBConnection> {
  const connection = await instance.connect()
  await connection.run(`USE ${CATALOG}`)
  return connection
}

/** Closes it, its log moved into it. */
export function closeFile({ instance, writer, idle }: Opened): void {
  for (const connection of [...idle, writer]) connection.closeSync()
  instance.closeSync()
}

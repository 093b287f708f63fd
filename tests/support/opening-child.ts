import { kindOf } from '#contract/errors.ts'

/** A process that opens a data folder and prints the result: argv is the folder and that of the migrations. */
const [dataDir = '', migrationsDir = ''] = process.argv.slice(2)
const { openStores } = await import('../../main/engine/store/opening/open.ts')
const { tables } = await import('./store.ts')
try {
  await (await openStores({ dataDir, migrationsDir, tables })).close()
  process.stdout.write('fine')
} catch (error) {
  const kind = kindOf(error)
  process.stdout.write(kind === 'internal' ? `internal ${error}` : kind)
}

import { openStores } from '../../main/engine/store/opening/open.ts'
import { tables } from './store.ts'

/** A process that opens, and so upgrades, a data folder and runs its idle migrations: argv is the folder and that of the migrations. */
const [dataDir = '', migrationsDir = ''] = process.argv.slice(2)
process.stdout.write('ready\n')
await openStores({ dataDir, migrationsDir, tables }).then(
  async stores => {
    process.stdout.write('open\n')
    await stores.idleWork.run()
    await stores.close()
  },
  () => {},
)
process.stdout.write('over\n')
setInterval(() => {}, 1_000)

import { join } from 'node:path'
import { bundle } from './bundle.ts'

const root = join(import.meta.dirname, '../..')
/** The command line in one file, which starts in half the processor time of its modules. */
export const BUNDLED_CLI = join(root, '.cache/cli/index.js')

/** Made once for a run of the pipeline suite; `tests/support/query.ts` starts the modules themselves. */
export const setup = (): Promise<void> =>
  bundle({ index: join(root, 'main/cli/index.ts') }, join(BUNDLED_CLI, '..'))

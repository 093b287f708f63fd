import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundle } from '../support/bundle.ts'
import type { Parts } from './engine-host.ts'

const root = join(import.meta.dirname, '../..')

export interface Bundle {
  readonly process: URL
  readonly parts: Parts
}

/** Bundles the engine and its host process as in the app: Node's type stripping takes 55 MB more. Throws what Vite throws. */
export async function bundled(): Promise<Bundle> {
  // Native modules are resolved from here.
  const outDir = join(root, 'node_modules/.cache/bench')
  await bundle(
    {
      process: fileURLToPath(new URL('./engine-process.ts', import.meta.url)),
      worker: join(root, 'main/engine/worker.ts'),
    },
    outDir,
  )
  const of = (name: string) => pathToFileURL(join(outDir, name))
  const migrationsDir = join(root, 'resources/migrations')
  return { process: of('process.js'), parts: { worker: of('worker.js').href, migrationsDir } }
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

const root = join(import.meta.dirname, '../..')

/** Bundles entries as the app is bundled, each as `name.js` in a folder; two below the root their relative paths to it still hold. Throws what Vite throws. */
export async function bundle(input: Readonly<Record<string, string>>, outDir: string): Promise<void> {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Readonly<Record<string, string>>
  }
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { noExternal: true, external: Object.keys(dependencies) },
    build: {
      ssr: true,
      target: 'node24',
      outDir,
      rolldownOptions: { input, output: { entryFileNames: '[name].js' } },
    },
  })
}

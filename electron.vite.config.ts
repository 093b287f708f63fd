import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

/**
 * `dependencies` of package.json are the native modules; they stay outside the bundles. All else is bundled, so the packaged app
 * carries no node_modules but theirs.
 */
export default defineConfig({
  main: {
    // Its build for Node declares a `require` of its own, which electron-vite declares too; the other has all but the threads.
    resolve: { alias: { fflate: 'fflate/browser' } },
    build: {
      // Older than Electron's own Node: the runtime that stands in for it where it cannot be downloaded has Node 20.
      target: 'node20',
      sourcemap: true,
      rolldownOptions: {
        // The threads are entries of their own: an import of electron in them would break the packaged app, and so its tests.
        input: { index: 'main/index.ts', engine: 'main/engine/worker.ts', sandbox: 'sandbox/thread.ts' },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: 'node20',
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: 'preload/index.ts' },
        // A sandboxed preload cannot be an ES module.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react()],
    // `main/app/security.ts` puts a new nonce in this place each time it serves the page.
    html: { cspNonce: '{{nonce}}' },
    build: {
      target: 'chrome130',
      minify: true,
      // A bundled file as a data: URL would need a hole in the content security policy.
      assetsInlineLimit: 0,
      // Read from the disk, not over a wire.
      chunkSizeWarningLimit: 4_000,
      rolldownOptions: { input: 'renderer/index.html' },
    },
  },
})

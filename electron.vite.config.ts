import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

/**
 * `dependencies` of package.json are the native modules; they stay outside of the bundles. Everything else is bundled, so the packaged app needs no other
 * node_modules.
 */
export default defineConfig({
  main: {
    // Its Node build declares a `require` of its own, as electron-vite does; the browser build has everything but threads.
    resolve: { alias: { fflate: 'fflate/browser' } },
    build: {
      // Older than Electron's own Node: the fallback runtime has Node 20.
      target: 'node20',
      sourcemap: true,
      rolldownOptions: {
        // Threads are entries of their own: an import of electron in them would break the packaged app, and so its tests.
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
    // `main/app/security.ts` replaces this by a new nonce each time it serves the page.
    html: { cspNonce: '{{nonce}}' },
    build: {
      target: 'chrome130',
      minify: true,
      // A bundled file as a data: URL would require a weaker Content Security Policy.
      assetsInlineLimit: 0,
      // Loaded from disk, not over a network.
      chunkSizeWarningLimit: 4_000,
      rolldownOptions: { input: 'renderer/index.html' },
    },
  },
})

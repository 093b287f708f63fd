import { existsSync, statfsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

/** Temporary test files are kept in memory if Linux has a folder with enough space, so that no test waits for a disk. */
const MEMORY = { folder: '/dev/shm', bytes: 4 * 1024 ** 3 }
if (process.platform === 'linux' && existsSync(MEMORY.folder)) {
  const { bavail, bsize } = statfsSync(MEMORY.folder)
  if (bavail * bsize >= MEMORY.bytes) process.env.TMPDIR = MEMORY.folder
}

const suite = (name: string, include: string[], rest: Record<string, unknown> = {}) => ({
  extends: true as const,
  test: { name, include, ...rest },
})

/** `npx vitest run path` selects files; `--project` selects a suite. Tests of the window run only by `npm run test:e2e`. */
export default defineConfig({
  test: {
    environment: 'node',
    pool: 'forks',
    // Two cores are the minimum for the suites; more workers than cores only make waits look like failures.
    maxWorkers: 2,
    // For tests that hang, not a measurement: other work may slow the computer down.
    testTimeout: 180_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    restoreMocks: true,
    unstubEnvs: true,
    projects: [
      suite('unit', ['{preload,loaders,main,renderer,resources,sandbox,scripts}/**/*.test.{ts,tsx}']),
      suite('standard', ['tests/standard/**/*.test.ts']),
      suite('contract', ['tests/contract/**/*.test.ts']),
      suite('pipeline', ['tests/{pipeline,cli}/**/*.test.ts'], {
        testTimeout: 900_000,
        globalSetup: ['tests/support/cli-bundle.ts'],
      }),
      // One window at a time: the screenshots, the keyring and the display are shared.
      suite('e2e', ['tests/e2e/**/*.test.ts'], {
        testTimeout: 900_000,
        fileParallelism: false,
        globalSetup: ['tests/support/display.ts'],
        retry: 0,
      }),
    ],
  },
})

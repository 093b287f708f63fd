import { existsSync, statfsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

/** Files of tests need not outlive the computer: where Linux has a folder in memory with so much room, no test waits for a disk. */
const MEMORY = { folder: '/dev/shm', bytes: 4 * 1024 ** 3 }
if (process.platform === 'linux' && existsSync(MEMORY.folder)) {
  const { bavail, bsize } = statfsSync(MEMORY.folder)
  if (bavail * bsize >= MEMORY.bytes) process.env.TMPDIR = MEMORY.folder
}

const suite = (name: string, include: string[], rest: Record<string, unknown> = {}) => ({
  extends: true as const,
  test: { name, include, ...rest },
})

/** `npx vitest run path` picks what is needed; `--project` one suite. The window's tests run from `npm run test:e2e` alone. */
export default defineConfig({
  test: {
    environment: 'node',
    pool: 'forks',
    // Two cores are the least that the suites are run on; more workers than cores only make waits look like failures.
    maxWorkers: 2,
    // A bound for what hangs, not a measure: other work may fill the computer.
    testTimeout: 180_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    restoreMocks: true,
    unstubEnvs: true,
    projects: [
      suite('unit', ['{preload,loaders,main,renderer,resources,sandbox,scripts}/**/*.test.{ts,tsx}']),
      suite('standard', ['tests/standard/**/*.test.ts']),
      suite('contract', ['tests/contract/**/*.test.ts']),
      suite('pipeline', ['tests/{pipeline,cli}/**/*.test.ts'], { testTimeout: 300_000 }),
      // One window at a time: the screenshots, the keyring and the display are shared.
      suite('e2e', ['tests/e2e/**/*.test.ts'], {
        testTimeout: 300_000,
        fileParallelism: false,
        globalSetup: ['tests/support/display.ts'],
        retry: 0,
      }),
    ],
  },
})

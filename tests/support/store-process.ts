import { spawn } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { TempData } from './store.ts'

const CHILD = fileURLToPath(new URL('./store-child.ts', import.meta.url))

/** Starts a process that commits slices into a data folder; `words` collects its output. */
export function storeProcess({ dataDir, migrationsDir }: Pick<TempData, 'dataDir' | 'migrationsDir'>) {
  const words: string[] = []
  const started = spawn(process.execPath, [CHILD, dataDir, migrationsDir])
  started.stdout.setEncoding('utf8')
  let rest = ''
  started.stdout.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    words.push(...lines)
  })
  started.stderr.setEncoding('utf8').on('data', text => words.push(`error ${text}`))
  return {
    words,
    /** Resolves once it has printed the word. */
    async said(word: string): Promise<void> {
      while (!words.includes(word)) {
        if (started.exitCode !== null) throw new Error(words.join('\n'))
        await setTimeout(5)
      }
    },
    /** Kills it. */
    kill: () =>
      new Promise<void>(resolve => {
        started.once('close', () => resolve())
        started.kill('SIGKILL')
      }),
  }
}

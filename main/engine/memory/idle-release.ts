import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Task, Tasks } from '../tasks/tasks.ts'

/** Ms without a word after which nothing is thought to go on. */
const QUIET_MS = 10_000

interface Parts {
  readonly tasks: Tasks
  /** Whether nobody looks and nothing runs. */
  idle(): boolean
  /** Lets go of what is made again when it is needed. */
  release(): Promise<void>
}

/** Gives memory back while the app waits in the tray for its next turn. `touch` says that something has happened. */
export function idleRelease({ tasks, idle, release }: Parts) {
  let turn: Task | null = null
  const rest = async () => {
    if (!idle()) return
    await release()
    collect()
  }
  return {
    touch(): void {
      turn?.cancel()
      turn = tasks.after(QUIET_MS, 'rest', rest)
    },
  }
}

/** V8 keeps the room of a load until it needs to collect, which a thread that sleeps never does. */
function collect(): void {
  setFlagsFromString('--expose-gc')
  const gc: () => void = runInNewContext('gc')
  gc()
}

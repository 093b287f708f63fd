import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Task, Tasks } from '../tasks/tasks.ts'

/** Ms without an event after which the app counts as idle. */
const QUIET_MS = 10_000

interface Parts {
  readonly tasks: Tasks
  /** Whether no window is open and nothing runs. */
  idle(): boolean
  /** Frees what can be recreated on demand. */
  release(): Promise<void>
}

/** Returns memory to the system while the app is idle in the tray. `touch` restarts the idle timer. */
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

/** Forces a full garbage collection: a sleeping thread would never run one and keep the heap of the last load. */
function collect(): void {
  setFlagsFromString('--expose-gc')
  const gc: () => void = runInNewContext('gc')
  gc()
}

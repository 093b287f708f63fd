/** Work of a task. It is retried after a failure, so it must be idempotent. */
type Work = () => unknown

/** A running or scheduled task. */
export interface Task {
  /** Cancels the task and its retries. */
  cancel(): void
}

/**
 * Background tasks: timers and promises that nobody awaits. A failure never crashes the thread: it is reported, and the task is retried with a back-off from one
 * second to one minute.
 */
export interface Tasks {
  /** Runs `work` now. */
  start(name: string, work: Work): Task
  /** Runs `work` after the current synchronous code. */
  soon(name: string, work: Work): Task
  /** Runs `work` in `ms`. */
  after(ms: number, name: string, work: Work): Task
  /** Runs `work` every `ms`; a failure waits for the next interval. */
  every(ms: number, name: string, work: Work): Task
  /** Cancels everything and accepts no new tasks; resolves when running tasks have ended. */
  close(): Promise<void>
}

const FIRST_RETRY_MS = 1000
const LAST_RETRY_MS = 60_000

/** `failed` is called with every failure and the name of its task; it must not throw. Pending tasks do not keep the process alive. */
export function openTasks(failed: (name: string, error: unknown) => void): Tasks {
  const coming = new Set<Task>()
  const underWay = new Set<Promise<void>>()
  let closed = false

  /** Runs `work` once and reports success to `then`. Synchronous work is done when this returns. */
  function attempt(name: string, work: Work, then: (good: boolean) => void): void {
    const fail = (error: unknown) => {
      // Tasks that end after closing may find their files closed.
      if (!closed) failed(name, error)
      then(false)
    }
    try {
      const result = work()
      if (!(result instanceof Promise)) {
        then(true)
        return
      }
      const mine: Promise<void> = result
        .then(() => then(true), fail)
        .finally(() => {
          underWay.delete(mine)
        })
      underWay.add(mine)
    } catch (error) {
      fail(error)
    }
  }

  /** `wait` schedules `go` and returns how to cancel it; null does not wait. */
  function task(name: string, work: Work, wait: ((go: () => void) => () => void) | null): Task {
    let tries = 0
    let over = closed
    let stop = () => {}
    const cancel = () => {
      over = true
      stop()
      coming.delete(one)
    }
    const one: Task = { cancel }
    const go = () =>
      attempt(name, work, good => {
        if (over || good) return cancel()
        stop = timer(Math.min(FIRST_RETRY_MS * 2 ** tries, LAST_RETRY_MS), go)
        tries += 1
      })
    if (over) return one
    coming.add(one)
    if (wait) stop = wait(go)
    else go()
    return one
  }

  return {
    start: (name, work) => task(name, work, null),
    soon: (name, work) =>
      task(name, work, go => {
        const turn = setImmediate(go)
        return () => clearImmediate(turn)
      }),
    after: (ms, name, work) => task(name, work, go => timer(ms, go)),
    every(ms, name, work) {
      if (closed) return { cancel() {} }
      const turns = setInterval(() => attempt(name, work, () => {}), ms)
      turns.unref()
      const one: Task = {
        cancel() {
          clearInterval(turns)
          coming.delete(one)
        },
      }
      coming.add(one)
      return one
    },
    async close() {
      closed = true
      for (const one of coming) one.cancel()
      await Promise.all(underWay)
    },
  }
}

function timer(ms: number, go: () => void): () => void {
  const one = setTimeout(go, ms)
  one.unref()
  return () => clearTimeout(one)
}

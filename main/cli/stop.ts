import { KindError } from '#contract/errors.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Rejects with `cancelled` when the process is asked to end, or its output pipe is closed. Until `forget`, signals do not end the process, so that slices in
 * progress are committed or discarded first; a terminal and a supervisor may both send one.
 */
export function stopSignal(): { readonly stopped: Promise<never>; forget(): void } {
  let stop = (_: Error) => {}
  const stopped = new Promise<never>((_, reject) => {
    stop = reject
  })
  stopped.catch(() => {})
  const signalled = (signal: NodeJS.Signals) => stop(new KindError('cancelled', signal))
  const unread = (error: Error) => stop(new KindError('cancelled', error.message, { cause: error }))
  for (const signal of SIGNALS) process.on(signal, signalled)
  process.stdout.on('error', unread)
  return {
    stopped,
    forget() {
      for (const signal of SIGNALS) process.off(signal, signalled)
    },
  }
}

/** How long this thread has just been too busy to read what had come. */
export interface Stalls {
  /** Ms by which a request that is read now may have come earlier. */
  lately(): number
}

/** How often the thread is looked at, ms. */
const BEAT_MS = 10
/** What every thread is late by now and then, ms. */
const USUAL_MS = 100

/** Watches the event loop of this thread for as long as the process lives; keeps no process alive. */
export function watchStalls(now: () => number = () => performance.now()): Stalls {
  let due = now() + BEAT_MS
  let stall = { ended: 0, ms: 0 }
  setInterval(() => {
    const at = now()
    if (at - due > USUAL_MS) stall = { ended: at, ms: at - due }
    due = at + BEAT_MS
  }, BEAT_MS).unref()
  return {
    // What came during a stall is read within as long a time behind it; a stall that lasts still counts too.
    lately() {
      const lasting = now() - due
      return Math.max(lasting > USUAL_MS ? lasting : 0, now() - stall.ended < stall.ms ? stall.ms : 0)
    },
  }
}

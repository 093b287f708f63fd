/** Total time, ms, during which at least one of several overlapping operations was under way: ten concurrent waits of one second count as one second. */
export function busyTime(now: () => number = () => performance.now()) {
  let open = 0
  let since = 0
  let total = 0
  return {
    async during<T>(one: Promise<T>): Promise<T> {
      if (open === 0) since = now()
      open += 1
      try {
        return await one
      } finally {
        open -= 1
        if (open === 0) total += now() - since
      }
    },
    ms: (): number => total + (open > 0 ? now() - since : 0),
  }
}

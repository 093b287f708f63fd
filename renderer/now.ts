import { useEffect, useState } from 'react'

/** The current time (ms since epoch), updated every so many ms, or never if null, so that «5 minutes ago» stays true. */
export function useNow(every: number | null = 15_000): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (every === null) return
    const timer = setInterval(() => setNow(Date.now()), every)
    return () => clearInterval(timer)
  }, [every])
  return now
}

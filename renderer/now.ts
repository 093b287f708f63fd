import { useEffect, useState } from 'react'

/** The time (ms since epoch), read again every so many ms, or never when null: «5 minutes ago» grows older while it is looked at. */
export function useNow(every: number | null = 15_000): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (every === null) return
    const timer = setInterval(() => setNow(Date.now()), every)
    return () => clearInterval(timer)
  }, [every])
  return now
}

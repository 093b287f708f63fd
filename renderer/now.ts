import { useEffect, useState } from 'react'

/** The time (ms since epoch), read again every so many ms: «5 minutes ago» grows older while it is looked at. */
export function useNow(every = 15_000): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every)
    return () => clearInterval(timer)
  }, [every])
  return now
}

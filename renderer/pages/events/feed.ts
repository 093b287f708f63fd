import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { Kind } from '#contract/errors.ts'
import { kindOf } from '#contract/errors.ts'
import { call, useEvent } from '../../api.ts'
import { staleBy } from '../../stale.ts'
import { type Filters, queryOf } from './filters.ts'
import { type Known, type Page, withNewest, withOlder } from './joined.ts'

/** The feed of these filters, which may not change while the component lives: it grows at its end on demand, and at its head by itself. */
export function useFeed(filters: Filters) {
  const [known, setKnown] = useState<Known>(null)
  const [error, setError] = useState<Kind | null>(null)
  const latest = useRef<Known>(null)
  const last = useRef<Promise<void>>(Promise.resolve())
  const waiting = useRef(false)

  const show = (next: Page) => {
    latest.current = next
    setKnown(next)
  }
  /** One question after another: an answer is joined to what is known by then. */
  const ask = (join: () => Promise<void>) => {
    last.current = last.current.then(join).then(
      () => setError(null),
      thrown => setError(kindOf(thrown)),
    )
  }
  const askNewest = async () =>
    show(withNewest(latest.current, await call('events.list', queryOf(filters, null))))
  const newest = useEffectEvent(() => ask(askNewest))
  // Asked once; what comes later is told.
  useEffect(() => newest(), [])
  useEvent('data.changed', ({ tables, shopId }) => {
    if (tables.includes('event_log') && (filters.shop === null || filters.shop === shopId)) newest()
  })
  useEvent('app.notice', told => {
    if (staleBy('app.notice', told, 'events.list', queryOf(filters, null))) newest()
  })

  return {
    known,
    error,
    /** Tries again what failed, and opens the data folder where that was the reason. */
    again: () =>
      ask(async () => {
        await call('engine.start').catch(() => {})
        await askNewest()
      }),
    /** Asks for older events; said twice, it is asked once. */
    older: () => {
      if (waiting.current || !latest.current?.more) return
      waiting.current = true
      ask(async () => {
        try {
          const before = latest.current?.events.at(-1)?.id ?? null
          show(withOlder(latest.current, await call('events.list', queryOf(filters, before))))
        } finally {
          waiting.current = false
        }
      })
    },
  }
}

import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { Kind } from '#contract/errors.ts'
import { kindOf } from '#contract/errors.ts'
import { call, useEvent } from '../../api.ts'
import { staleBy } from '../../stale.ts'
import { type Filters, queryOf } from './filters.ts'
import { type Known, type Page, withNewest, withOlder } from './joined.ts'

/** The feed of fixed filters: older pages on demand, new events by themselves. */
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
  /** Requests run one after another, so that each answer is merged into the latest state. */
  const ask = (join: () => Promise<void>) => {
    last.current = last.current.then(join).then(
      () => setError(null),
      thrown => setError(kindOf(thrown)),
    )
  }
  const askNewest = async () =>
    show(withNewest(latest.current, await call('events.list', queryOf(filters, null))))
  const newest = useEffectEvent(() => ask(askNewest))
  // Requested once; later events are pushed.
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
    /** Retries, and opens the data folder if that was the reason. */
    again: () =>
      ask(async () => {
        await call('engine.start').catch(() => {})
        await askNewest()
      }),
    /** Requests older events; a second call while pending has no effect. */
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

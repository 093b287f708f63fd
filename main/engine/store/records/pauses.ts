import type { Marketplace } from '#contract/shop.ts'
import type { PauseStore } from '../../../../loaders/core/http/rate-limiter.ts'
import { type Day, startOfDay } from '../../../../loaders/core/parse/time.ts'
import type { Stores } from '../opening/open.ts'
import { type Dims, transaction } from '../sqlite/connection.ts'

/** Persists rate limiter pauses, so that a restart does not request too early. */
export function pausesOf({ dims, readOnly }: Pick<Stores, 'dims' | 'readOnly'>, of: Marketplace): PauseStore {
  const write = (change: () => void) => {
    if (!readOnly) transaction(dims, change)
  }
  return {
    get(bucket, client) {
      const row = dims
        .prepare('SELECT open_at, asked FROM pauses WHERE marketplace = ? AND client = ? AND bucket = ?')
        .get(of, client, bucket) as { open_at: string; asked: number } | undefined
      return row ? { open: Date.parse(row.open_at), asked: row.asked === 1 } : null
    },
    set(bucket, client, { open, asked }) {
      const at = new Date(open).toISOString()
      write(() =>
        dims
          .prepare('INSERT OR REPLACE INTO pauses VALUES (?, ?, ?, ?, ?)')
          .run(of, client, bucket, at, asked ? 1 : 0),
      )
    },
  }
}

/** Deletes pauses that ended before `today` (Moscow), and those of accounts without a shop. */
export function forgetPauses(dims: Dims, today?: Day): void {
  dims
    .prepare(
      `DELETE FROM pauses WHERE open_at < ? OR NOT EXISTS (
         SELECT 1 FROM shops
         WHERE shops.marketplace = pauses.marketplace AND pauses.client IN (client_id, perf_client_id))`,
    )
    .run(today ? startOfDay(today) : '')
}

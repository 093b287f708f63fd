import type { Coordinator } from '#contract/schedule.ts'
import type { Dims } from '../store/sqlite/connection.ts'
import { transaction } from '../store/sqlite/connection.ts'
import type { SlotRecord } from './slots.ts'

/** A coordinator, or the hourly question whether refused keys work again. */
export type Server = Coordinator | 'probe'

/** Ledger of served slots, persistent. Instants are ms since epoch. */
export interface SlotLedger {
  read(shopId: number, server: Server): SlotRecord | null
  /** Records a slot as served and clears its retry. */
  write(shopId: number, server: Server, slot: number, startedAt: number): void
  /** Schedules a retry of some steps of a served slot. */
  retry(shopId: number, server: Server, retry: NonNullable<SlotRecord['retry']>): void
  /** Makes all waiting retries due now. */
  retryNow(): void
}

interface Stored {
  readonly slot: string
  readonly retry_at: string | null
  readonly retry_steps: string
}
const instant = (at: number) => new Date(at).toISOString()

/** The slot ledger in the table `schedules`. The scheduler reads all of it at each tick, so its statement is prepared once. */
export function slotLedger(dims: Dims): SlotLedger {
  const find = dims.prepare(
    'SELECT slot, retry_at, retry_steps FROM schedules WHERE shop_id = ? AND coordinator = ?',
  )
  return {
    read(shopId, server) {
      const row = find.get(shopId, server) as Stored | undefined
      if (!row) return null
      const { slot, retry_at, retry_steps } = row
      const retry = retry_at && { at: Date.parse(retry_at), steps: JSON.parse(retry_steps) as string[] }
      return { slot: Date.parse(slot), retry: retry || null }
    },
    write(shopId, server, slot, startedAt) {
      transaction(dims, () =>
        dims
          .prepare(
            `INSERT OR REPLACE INTO schedules (shop_id, coordinator, slot, started_at, retry_at, retry_steps) VALUES (?, ?, ?, ?, NULL, '[]')`,
          )
          .run(shopId, server, instant(slot), instant(startedAt)),
      )
    },
    retry(shopId, server, { at, steps }) {
      transaction(dims, () =>
        dims
          .prepare('UPDATE schedules SET retry_at = ?, retry_steps = ? WHERE shop_id = ? AND coordinator = ?')
          .run(instant(at), JSON.stringify(steps), shopId, server),
      )
    },
    retryNow() {
      transaction(dims, () =>
        dims.prepare('UPDATE schedules SET retry_at = slot WHERE retry_at > slot').run(),
      )
    },
  }
}

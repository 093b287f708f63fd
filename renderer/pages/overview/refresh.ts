import type { Shop } from '#contract/shop.ts'

/** When the orders of all these shops were last loaded: the oldest decides; null if one has none, or there are no shops. */
export function updatedAt(shops: readonly Pick<Shop, 'updated'>[]): string | null {
  const times = shops.map(({ updated }) => updated.orders)
  return times.includes(null) ? null : (times.toSorted()[0] ?? null)
}

/** Starts all of them even if some fail. Throws the first error. */
export async function startEach(ids: readonly number[], start: (id: number) => Promise<void>): Promise<void> {
  const ends = await Promise.allSettled(ids.map(start))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

/** Why these shops cannot be refreshed now; null if at least one can. */
export function whyNot(
  shops: readonly Pick<Shop, 'status'>[],
  readOnly: boolean,
): 'readOnly' | 'none' | 'running' | 'keys' | 'disabled' | null {
  if (readOnly) return 'readOnly'
  if (shops.length === 0) return 'none'
  if (shops.some(({ status }) => status === 'active' || status === 'paused')) return null
  if (shops.some(({ status }) => status === 'syncing')) return 'running'
  return shops.some(({ status }) => status === 'auth_error') ? 'keys' : 'disabled'
}

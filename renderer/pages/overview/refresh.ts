import type { Shop } from '#contract/shop.ts'

/** When all of these shops had been updated: the oldest speaks for all; null where one never was, or there is none. */
export function updatedAt(shops: readonly Pick<Shop, 'updated'>[]): string | null {
  const times = shops.map(({ updated }) => updated.at)
  return times.includes(null) ? null : (times.toSorted()[0] ?? null)
}

/** Whether the data of a shop are older than they seem; one that is being refreshed is waited for. */
export const isTroubled = ({ status, updated }: Pick<Shop, 'status' | 'updated'>): boolean =>
  status === 'auth_error' || (status !== 'syncing' && updated.behind.length > 0)

/** Why these shops cannot be refreshed now; null when at least one of them can. */
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

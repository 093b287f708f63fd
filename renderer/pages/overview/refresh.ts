import type { Shop } from '#contract/shop.ts'

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

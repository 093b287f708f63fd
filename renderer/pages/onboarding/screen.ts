import type { Shop } from '#contract/shop.ts'
import type { Progress } from '#contract/sync.ts'

export type Screen =
  | { readonly page: 'onboarding' }
  | { readonly page: 'dashboard' }
  | { readonly page: 'progress'; readonly shopId: number }

/** Whether the shop has no data to show yet, because its first load has not ended. */
function loading(shop: Shop, run: Progress | null | undefined): boolean {
  // The end of a run is reported before the list of shops is updated.
  const ended = run?.shopId === shop.id && (run.status === 'done' || run.status === 'failed')
  return !shop.loaded && !ended
}

/** The shop whose run decides the start page: the first one, while no shop was ever loaded. */
export function awaited(shops: readonly Shop[]): Shop | undefined {
  return shops.some(shop => shop.loaded) ? undefined : shops[0]
}

/** The start page: without shops the wizard; while every shop is in its first load, its progress; else the overview. */
export function screenOf(shops: readonly Shop[], run: Progress | null | undefined): Screen {
  if (shops.length === 0) return { page: 'onboarding' }
  const shop = awaited(shops)
  return shop && loading(shop, run) ? { page: 'progress', shopId: shop.id } : { page: 'dashboard' }
}

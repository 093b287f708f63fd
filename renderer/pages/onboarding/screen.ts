import type { Shop } from '#contract/shop.ts'
import type { Progress } from '#contract/sync.ts'

export type Screen =
  | { readonly page: 'onboarding' }
  | { readonly page: 'dashboard' }
  | { readonly page: 'progress'; readonly shopId: number }

/** True while nothing of the shop can be looked at yet: its first load has not ended. */
function loading(shop: Shop, run: Progress | null | undefined): boolean {
  // The end of a run is told before the list of shops is asked for again.
  const ended = run?.shopId === shop.id && (run.status === 'done' || run.status === 'failed')
  return !shop.loaded && !ended
}

/** The shop whose run decides what a returning person sees: the first one, when no shop was ever loaded. */
export function awaited(shops: readonly Shop[]): Shop | undefined {
  return shops.some(shop => shop.loaded) ? undefined : shops[0]
}

/** What a returning person sees. No shops: the wizard; every shop still in its first load: its progress; else the dashboard. */
export function screenOf(shops: readonly Shop[], run: Progress | null | undefined): Screen {
  if (shops.length === 0) return { page: 'onboarding' }
  const shop = awaited(shops)
  return shop && loading(shop, run) ? { page: 'progress', shopId: shop.id } : { page: 'dashboard' }
}

import type { Marketplace } from '#contract/shop.ts'
import type { View } from './declare.ts'
import { ozon } from './ozon/index.ts'
import { wb } from './wb/index.ts'

const VIEWS: Readonly<Record<Marketplace, View>> = { ozon, wb }

/** The window's side of a marketplace. */
export const viewOf = (of: Marketplace): View => VIEWS[of]

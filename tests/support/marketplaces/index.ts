import type { Marketplace } from '#contract/shop.ts'
import type { Tested } from './declare.ts'
import { ozon } from './ozon.ts'
import { wb } from './wb.ts'

/** What the tests know of each marketplace. */
export const TESTED: Readonly<Record<Marketplace, Tested>> = { ozon, wb }

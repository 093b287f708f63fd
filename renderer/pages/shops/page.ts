import { IconBuildingStore } from '@tabler/icons-react'
import type { Page } from '../page.ts'
import { needsAttention } from './health.ts'

export const shops: Page = {
  path: '/shops',
  title: 'shops.title',
  rail: { name: 'nav.shops', Icon: IconBuildingStore, tellsTroubleOf: needsAttention },
  // Data of lost shops can be deleted there.
  withoutShop: true,
}

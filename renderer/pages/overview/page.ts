import { IconChartBar } from '@tabler/icons-react'
import { lastOverview } from '../../places.ts'
import type { Page } from '../page.ts'

export const overview: Page = {
  path: '/',
  title: 'overview.title',
  rail: { name: 'nav.overview', Icon: IconChartBar },
  lastSearch: lastOverview,
}

import { IconRefresh } from '@tabler/icons-react'
import type { Page } from '../page.ts'

export const sync: Page = {
  path: '/sync',
  title: 'sync.title',
  rail: { name: 'nav.sync', Icon: IconRefresh },
}

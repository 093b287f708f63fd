import { IconSettings } from '@tabler/icons-react'
import type { Page } from '../page.ts'

export const settings: Page = {
  path: '/settings',
  title: 'settings.title',
  rail: { name: 'nav.settings', Icon: IconSettings },
  // Diagnostics can be saved there.
  withoutShop: true,
}

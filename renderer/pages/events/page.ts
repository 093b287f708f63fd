import { IconHistory } from '@tabler/icons-react'
import { lastEvents } from '../../places.ts'
import type { Page } from '../page.ts'

export const events: Page = {
  path: '/events',
  title: 'events.title',
  rail: { name: 'nav.events', Icon: IconHistory },
  lastSearch: lastEvents,
}

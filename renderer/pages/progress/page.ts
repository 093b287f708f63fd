import type { Page } from '../page.ts'

export const progress: Page = {
  path: '/shops/:shopId/progress',
  title: 'shops.progress',
}

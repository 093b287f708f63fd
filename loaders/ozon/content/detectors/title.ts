import { type Detector, textChange } from '../../../core/declare/change-detector.ts'
import type { ContentRow } from '../step.ts'

/** A changed product name. */
export const titleChanged: Detector<ContentRow> = {
  type: 'OZON_SEO_CHANGE',
  field: 'title',
  kind: 'title',
  news: true,
  compare: textChange('title'),
}

import { type Detector, textChange } from '../../../core/declare/change-detector.ts'
import type { ContentRow } from '../step.ts'

/** A changed description, including one that was added or emptied. */
export const descriptionChanged: Detector<ContentRow> = {
  type: 'OZON_SEO_CHANGE',
  field: 'description',
  kind: 'description',
  news: true,
  compare: textChange('description'),
}

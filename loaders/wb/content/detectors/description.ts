import { type Detector, textChange } from '../../../core/declare/change-detector.ts'
import type { ContentRow } from '../tables.ts'

/** A changed description of a card, including one that was added or emptied. */
export const descriptionChanged: Detector<ContentRow> = {
  type: 'CONTENT_DESC_CHANGED',
  kind: 'description',
  news: true,
  compare: textChange('description'),
}

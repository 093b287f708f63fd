import { type Detector, textChange } from '../../../core/declare/change-detector.ts'
import type { ContentRow } from '../tables.ts'

/** A changed title of a card. */
export const titleChanged: Detector<ContentRow> = {
  type: 'CONTENT_TITLE_CHANGED',
  kind: 'title',
  news: true,
  compare: textChange('title'),
}

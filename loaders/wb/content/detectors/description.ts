import type { Detector } from '../../../core/declare/change-detector.ts'
import type { ContentRow } from '../tables.ts'

/** Another description of a card, one that was written or one that was emptied. */
export const descriptionChanged: Detector<ContentRow> = {
  type: 'CONTENT_DESC_CHANGED',
  kind: 'description',
  news: true,
  compare: (was, is) =>
    was.description_hash === is.description_hash
      ? []
      : [{ field: 'description', before: was.description, after: is.description }],
}

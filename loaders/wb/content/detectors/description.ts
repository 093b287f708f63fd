import type { Change } from '../../../core/declare/change-detector.ts'
import type { ContentRow } from '../tables.ts'

/** Another description of a card, one that was written or one that was emptied. */
export const descriptionChanged = (was: ContentRow, is: ContentRow): readonly Change[] =>
  was.description_hash === is.description_hash
    ? []
    : [
        {
          type: 'CONTENT_DESC_CHANGED',
          field: 'description',
          before: was.description,
          after: is.description,
        },
      ]

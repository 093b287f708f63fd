import type { Change } from '../../../core/declare/change-detector.ts'
import type { ContentRow } from '../step.ts'

/** Another description, one that was written or one that was emptied. */
export const descriptionChanged = (was: ContentRow, is: ContentRow): readonly Change[] =>
  was.description_hash === is.description_hash
    ? []
    : [{ type: 'OZON_SEO_CHANGE', field: 'description', before: was.description, after: is.description }]

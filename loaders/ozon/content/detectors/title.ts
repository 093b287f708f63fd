import type { Change } from '../../../core/declare/change-detector.ts'
import type { ContentRow } from '../step.ts'

/** Another name of a product. */
export const titleChanged = (was: ContentRow, is: ContentRow): readonly Change[] =>
  was.title_hash === is.title_hash
    ? []
    : [{ type: 'OZON_SEO_CHANGE', field: 'title', before: was.title, after: is.title }]

import type { Change } from '../../../core/declare/change-detector.ts'
import type { ContentRow } from '../tables.ts'

/** Another title of a card. */
export const titleChanged = (was: ContentRow, is: ContentRow): readonly Change[] =>
  was.title_hash === is.title_hash
    ? []
    : [{ type: 'CONTENT_TITLE_CHANGED', field: 'title', before: was.title, after: is.title }]

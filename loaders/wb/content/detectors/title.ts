import type { Detector } from '../../../core/declare/change-detector.ts'
import type { ContentRow } from '../tables.ts'

/** A changed title of a card. */
export const titleChanged: Detector<ContentRow> = {
  type: 'CONTENT_TITLE_CHANGED',
  kind: 'title',
  news: true,
  compare: (was, is) =>
    was.title_hash === is.title_hash ? [] : [{ field: 'title', before: was.title, after: is.title }],
}

import type { Icon } from '@tabler/icons-react'
import type { Key } from '#i18n'

/** What a page says of itself; its folder's `page.ts` holds it, without what stands on the page. */
export interface Page {
  /** Its address behind the `#`: `/shops/:shopId/progress`. */
  readonly path: string
  /** What the window is called on it. */
  readonly title: Key
  /** Its link in the rail; left out for a page that others lead to. */
  readonly rail?: { readonly name: Key; readonly Icon: Icon }
  /** Whether it is of use without a shop; without one all others lead to the wizard. */
  readonly withoutShop?: true
  /** Whether it is shown whatever shops there are, and before anybody knows. */
  readonly unguarded?: true
  /** What stood behind the `?` when it was looked at last, so that the rail leads back there. */
  readonly lastSearch?: () => string
}

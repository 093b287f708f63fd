import type { Icon } from '@tabler/icons-react'
import type { Shop } from '#contract/shop.ts'
import type { Key } from '#i18n'

/** Declares a page; its folder's `page.ts` holds it, without the component. */
export interface Page {
  /** Its path behind the `#`: `/shops/:shopId/progress`. */
  readonly path: string
  /** The title of the window. */
  readonly title: Key
  /** Its link in the rail; omitted for a page that is reached from others. */
  readonly rail?: {
    readonly name: Key
    readonly Icon: Icon
    /** Whether the page tells of a trouble of this shop, for which the link has a dot. */
    readonly tellsTroubleOf?: (shop: Shop) => boolean
  }
  /** Whether it can be used without a shop; without one all others redirect to the wizard. */
  readonly withoutShop?: true
  /** Whether it is shown regardless of shops, even before they are loaded. */
  readonly unguarded?: true
  /** The query string of its last visit, so that the rail leads back there. */
  readonly lastSearch?: () => string
}

import type { Host, HostUrls } from '#contract/host.ts'
import { MARKETPLACES } from '#contract/marketplaces/index.ts'
import type { Client } from '#contract/rpc.ts'
import { isPictureAddress } from '../../../loaders/core/declare/pictures.ts'
import { marketplaceOf } from '../../../loaders/index.ts'
import { listShops, type ShopRow } from '../store/records/shops.ts'
import type { Dims } from '../store/sqlite/connection.ts'
import type { Wanted } from './pictures.ts'

/** The main photos of all shops' products. `hosts` are addresses on this computer that replace the marketplaces' own: there the sandbox draws the pictures. */
export function wantedPictures(dims: Dims, host: Client<Host>, hosts: HostUrls): readonly Wanted[] {
  return listShops(dims).flatMap(shop => {
    const { views, pictures } = marketplaceOf(shop.marketplace)
    const sql = `SELECT DISTINCT image FROM (${views.products}) WHERE shop_id = ? AND image IS NOT NULL`
    const rows = dims.prepare(sql).all(shop.id) as { image: string }[]
    return rows.flatMap(({ image: text }) => {
      const image = URL.canParse(text) ? new URL(text) : null
      if (!image || !isPictureAddress(image, pictures)) return []
      const small = new URL(image)
      small.pathname = pictures.small(image.pathname)
      const addresses = async () => {
        const replaced = await replacedHost(shop, host, hosts)
        if (replaced) return [new URL(`/_sandbox/picture?of=${encodeURIComponent(image.pathname)}`, replaced)]
        return small.pathname === image.pathname ? [image] : [small, image]
      }
      return [{ image, addresses }]
    })
  })
}

/** Where the sandbox of a shop listens; undefined for a shop at its marketplace. The one of a demo shop is started. */
async function replacedHost(
  { demo, marketplace }: ShopRow,
  host: Client<Host>,
  hosts: HostUrls,
): Promise<string | undefined> {
  const [first] = MARKETPLACES[marketplace].hosts
  return first && (demo ? await host('demo.get', { marketplace }) : { hosts }).hosts[first]
}

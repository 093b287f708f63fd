import type { Api } from '#contract/api.ts'
import { KindError } from '#contract/errors.ts'
import type { Host } from '#contract/host.ts'
import { MARKETPLACES } from '#contract/marketplaces/index.ts'
import type { Client, Handlers } from '#contract/rpc.ts'
import type { Keys, Marketplace, Orphan, RenewedKeys, Shop } from '#contract/shop.ts'
import type { Checked } from '../../../loaders/core/declare/marketplace.ts'
import { marketplaceOf } from '../../../loaders/index.ts'
import type { Stores } from '../store/opening/open.ts'
import { datasetsOf } from '../store/records/datasets.ts'
import { removeShop } from '../store/records/remove.ts'
import {
  drawShopId,
  findShop,
  forgetShop,
  insertShop,
  listShops,
  type NewShop,
  type ShopRow,
  updateShop,
} from '../store/records/shops.ts'
import type { Dims } from '../store/sqlite/connection.ts'
import { keyedMutex } from '../tasks/mutex.ts'
import { leftOutOf, updatedOf } from './freshness.ts'
import { keepsSecrets, renewed, secretsOf } from './keys.ts'

interface Parts {
  readonly stores: Stores
  readonly host: Client<Host>
  /** Name of this data folder in the computer's keychain. */
  readonly vault: string
  /** Checks keys with the marketplace. */
  check(keys: Keys, demo: boolean): Promise<Checked>
  /** Runs `work` while the runs of a shop are stopped and none can start; they resume afterwards with the new keys. Throws `no_shop`, or what `work` throws. */
  whileStopped(shopId: number, work: () => Promise<void>): Promise<void>
  changed(shopId: number): void
}
type Methods =
  | 'shop.list'
  | 'shop.check'
  | 'shop.add'
  | 'shop.addDemo'
  | 'shop.rename'
  | 'shop.checkKeys'
  | 'shop.updateKeys'
  | 'shop.remove'
  | 'shop.orphans'
  | 'shop.removeOrphan'

/** The shop of an id. Throws `no_shop`. */
export function shopOf(stores: Stores, shopId: number): ShopRow {
  const shop = findShop(stores.dims, shopId)
  if (!shop) throw new KindError('no_shop', `no shop ${shopId}`)
  return shop
}

/** Lock name: connecting and removing the same cabinet are serialised. */
const cabinetOf = (marketplace: Marketplace | null, account: string | null): string =>
  `${marketplace} ${account}`

/** Removes the fields that the window does not get. */
const told = (dims: Dims, { subscription, roles, lastSyncAt, ...shop }: ShopRow): Shop => {
  const marketplace = marketplaceOf(shop.marketplace)
  const states = datasetsOf(dims, shop.id)
  return { ...shop, updated: updatedOf(marketplace, states), leftOut: leftOutOf(marketplace.steps, states) }
}

/** Connecting, renaming and removing shops. Keys are checked before anything is stored, and stored before anything is loaded. */
export function shops({
  stores,
  host,
  vault,
  check,
  whileStopped,
  changed,
}: Parts): Pick<Handlers<Api>, Methods> {
  const { dims, ownership } = stores
  /** Serialises the check for duplicates and the connection. */
  const connecting = keyedMutex<string>()
  /** Serialises key changes: a secret that a change keeps must not be changed by another meanwhile. */
  const renewing = keyedMutex<number>()

  /** Checks keys before they are stored. Throws the cause if they are refused or could not be checked. */
  async function accepted(keys: Keys, demo: boolean): Promise<Checked> {
    const checked = await check(keys, demo)
    if (checked.verdict !== 'valid')
      throw new KindError(checked.kind ?? 'bad_key', `keys: ${checked.verdict}`)
    return checked
  }

  const idsOf = (keys: Keys) => marketplaceOf(keys.marketplace).accountOf(keys)

  /** The complete new keys of a shop. Throws `bad_input` for a demo shop or another marketplace's keys, `other_shop`, `no_key`. */
  async function renewedOf(shop: ShopRow, keys: RenewedKeys): Promise<Keys> {
    if (keys.marketplace !== shop.marketplace || shop.demo)
      throw new KindError('bad_input', 'keys of another marketplace')
    const kept = keepsSecrets(keys) ? await host('keys.get', { vault, shopId: shop.id }) : {}
    const whole = renewed(keys, shop, kept)
    // Keys of another cabinet would mix two histories in one shop.
    if (idsOf(whole).clientId !== shop.clientId) throw new KindError('other_shop', 'keys of another cabinet')
    return whole
  }

  const allowed = ({ expiresAt, subscription, roles }: Checked) => ({
    keyExpiresAt: expiresAt,
    subscription,
    roles,
  })

  function refuseTwin(keys: Keys): void {
    const { clientId } = idsOf(keys)
    const same = (shop: ShopRow) => shop.marketplace === keys.marketplace && shop.clientId === clientId
    const twin = listShops(dims).find(shop => !shop.demo && same(shop))
    if (twin) throw new KindError('shop_exists', twin.name)
  }

  /**
   * Stores the keys before the shop, since a shop without keys could not load; orphaned facts of its cabinet become its own again. On failure neither shop
   * nor keys stay, and the facts are unchanged.
   */
  async function connected(shop: NewShop, keys: Keys | null): Promise<ShopRow> {
    const shopId = (await ownership.numberOf(shop)) ?? drawShopId(dims)
    try {
      if (keys) await host('keys.set', { vault, shopId, secrets: secretsOf(keys) })
      const row = insertShop(dims, shop, shopId)
      await ownership.claim(row)
      return row
    } catch (error) {
      forgetShop(dims, shopId)
      // The keychain may refuse the cleanup too; the first error counts.
      if (keys) await host('keys.remove', { vault, shopId }).catch(() => {})
      throw error
    }
  }

  async function add(name: string, keys: Keys): Promise<Shop> {
    refuseTwin(keys)
    const checked = await accepted(keys, false)
    const shop = { name, marketplace: keys.marketplace, ...idsOf(keys), demo: false, ...allowed(checked) }
    return answer((await connected(shop, keys)).id)
  }

  async function renew(shopId: number, given: RenewedKeys): Promise<Shop> {
    const keys = await renewedOf(shopOf(stores, shopId), given)
    const checked = await accepted(keys, false)
    await whileStopped(shopId, async () => {
      await host('keys.set', { vault, shopId, secrets: secretsOf(keys) })
      updateShop(dims, shopId, { ...idsOf(keys), ...allowed(checked) })
    })
    return answer(shopId)
  }

  async function addDemo(marketplace: Marketplace): Promise<Shop> {
    const known = listShops(dims).find(shop => shop.demo && shop.marketplace === marketplace)
    if (known) return told(dims, known)
    const { keys } = await host('demo.get', { marketplace })
    const checked = await accepted(keys, true)
    const shop = {
      // Sandbox shops share one name, so the marketplace is added.
      name: `${checked.shopName ?? 'Demo'} (${MARKETPLACES[keys.marketplace].brand})`,
      marketplace: keys.marketplace,
      ...idsOf(keys),
      demo: true,
      ...allowed(checked),
    }
    return answer((await connected(shop, null)).id)
  }

  /** An orphan: facts whose shop is not in the list. Throws `no_shop`. */
  async function orphanOf(shopId: number): Promise<Orphan> {
    const orphan = (await ownership.orphans()).find(one => one.shopId === shopId)
    if (!orphan) throw new KindError('no_shop', `no orphan ${shopId}`)
    return orphan
  }

  const answer = (shopId: number): Shop => {
    changed(shopId)
    return told(dims, shopOf(stores, shopId))
  }

  return {
    'shop.list': async () => listShops(dims).map(shop => told(dims, shop)),
    'shop.check': async ({ keys }) => {
      const { roles, ...checked } = await check(keys, false)
      return checked
    },
    'shop.add': async ({ name, keys }) =>
      connecting.run(cabinetOf(keys.marketplace, idsOf(keys).clientId), () => add(name, keys)),
    'shop.addDemo': async ({ marketplace }) =>
      connecting.run(cabinetOf(marketplace, 'demo'), () => addDemo(marketplace)),
    'shop.rename': async ({ shopId, name }) => {
      shopOf(stores, shopId)
      updateShop(dims, shopId, { name })
      return answer(shopId)
    },
    'shop.checkKeys': async ({ shopId, keys }) => {
      const { roles, ...checked } = await check(await renewedOf(shopOf(stores, shopId), keys), false)
      return checked
    },
    'shop.updateKeys': ({ shopId, keys }) => renewing.run(shopId, () => renew(shopId, keys)),
    'shop.remove': async ({ shopId, name }) => {
      const shop = shopOf(stores, shopId)
      if (shop.name.trim() !== name.trim()) throw new KindError('bad_input', 'name')
      await whileStopped(shopId, async () => {
        if (!shop.demo) await host('keys.remove', { vault, shopId })
        await removeShop(stores, shopId)
      })
      changed(shopId)
    },
    'shop.orphans': async () => [...(await ownership.orphans())],
    'shop.removeOrphan': async ({ shopId }) => {
      const { marketplace, clientId, demo } = await orphanOf(shopId)
      await connecting.run(cabinetOf(marketplace, demo ? 'demo' : clientId), async () => {
        // The cabinet may have been connected meanwhile and adopted them.
        await orphanOf(shopId)
        await removeShop(stores, shopId)
      })
      changed(shopId)
    },
  }
}

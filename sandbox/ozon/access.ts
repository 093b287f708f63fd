import { utcMillis } from '../clock.ts'
import { ok } from '../http.ts'
import type { Handler } from './call.ts'
import { WAREHOUSES } from './world/places.ts'

/** POST /v1/roles: what the key may do and until when. */
export const roles: Handler = ({ shop, key }) =>
  ok({
    expires_at: utcMillis(shop.world().now + key.daysLeft * 86_400_000),
    roles: key.roles.map(role => ({ name: role.name, methods: role.methods })),
  })

/** POST /v1/seller/info: the name of the cabinet and its subscription. */
export const sellerInfo: Handler = ({ shop }) => {
  const { profile } = shop
  const world = shop.world()
  const day = 86_400_000
  return ok({
    company: {
      name: profile.title,
      legal_name: `ООО «${profile.title}»`,
      inn: '7700000000',
      ogrn: '1020000000000',
      country: shop.currency === 'KZT' ? 'KZ' : 'RU',
      currency: shop.currency,
      ownership_form: 'ООО',
      tax_system: 'USN',
    },
    ratings: world.ratings(world.today).map(r => ({
      name: r.name,
      rating: r.code,
      status: r.status === 'UNKNOWN_STATUS' ? 'UNKNOWN' : r.status,
      value_type: r.valueType,
      current_value: {
        value: r.value,
        formatted: String(r.value).replace('.', ','),
        date_from: utcMillis(world.now - 7 * day),
        date_to: utcMillis(world.now),
        status: { danger: r.status === 'CRITICAL', warning: r.status === 'WARNING', premium: true },
      },
      past_value: {},
    })),
    subscription: { is_premium: profile.plan !== 'UNSPECIFIED', type: profile.plan },
  })
}

/** POST /v1/warehouse/ozon/list: names of the marketplace's warehouses by id. */
export const ozonWarehouses: Handler = () =>
  ok({
    warehouses: WAREHOUSES.map(w => ({
      warehouse_id: w.id,
      name: w.name,
      short_name: w.name.slice(0, 12),
      address: `${w.cluster}, промышленная зона`,
      timezone: 'Europe/Moscow',
      is_active: true,
      warehouse_type: 'FULL_FILLMENT',
      country_iso_numeric: 643,
      is_cross_dock: false,
      is_distribution_center: false,
      is_edo: true,
      is_express: false,
      is_for_supply: true,
    })),
  })

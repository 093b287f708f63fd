/** A warehouse of the marketplace (or of the seller) and the cluster it belongs to. */
export type Warehouse = {
  readonly id: number
  readonly name: string
  readonly clusterId: number
  readonly cluster: string
  readonly macrolocalClusterId: number
  readonly kind: 'fulfilment' | 'pickup' | 'seller'
}

const CLUSTERS: readonly (readonly [
  id: number,
  name: string,
  macro: number,
  warehouses: readonly string[],
])[] = [
  [
    154,
    'Москва, МО и Дальние регионы',
    4039,
    ['ХОРУГВИНО_РФЦ', 'ПУШКИНО_1_РФЦ', 'ЖУКОВСКИЙ_РФЦ', 'ПЕТРОВСКОЕ_РФЦ'],
  ],
  [2, 'Санкт-Петербург и СЗО', 4007, ['САНКТ_ПЕТЕРБУРГ_РФЦ', 'СПБ_БУГРЫ_РФЦ', 'СПБ_ШУШАРЫ_РФЦ']],
  [16, 'Казань', 4020, ['КАЗАНЬ_РФЦ_НОВЫЙ', 'НИЖНИЙ_НОВГОРОД_РФЦ']],
  [148, 'Екатеринбург', 4031, ['ЕКАТЕРИНБУРГ_РФЦ_НОВЫЙ', 'ПЕРМЬ_РФЦ']],
  [147, 'Краснодар', 4033, ['АДЫГЕЙСК_РФЦ', 'НОВОРОССИЙСК_МРФЦ']],
  [144, 'Тюмень', 4046, ['ТЮМЕНЬ_РФЦ']],
  [146, 'Новосибирск', 4028, ['НОВОСИБИРСК_РФЦ_НОВЫЙ', 'КРАСНОЯРСК_МРФЦ']],
  [150, 'Омск', 4047, ['ОМСК_РФЦ']],
  [149, 'Самара', 4035, ['САМАРА_РФЦ', 'САРАТОВ_РФЦ']],
  [151, 'Ростов', 4034, ['РОСТОВ_НА_ДОНУ_2_РФЦ']],
  [152, 'Воронеж', 4036, ['ВОРОНЕЖ_2_РФЦ']],
  [7, 'Дальний Восток', 4040, ['ХАБАРОВСК_2_РФЦ']],
]

/** 22 fulfilment centres. */
export const WAREHOUSES: readonly Warehouse[] = CLUSTERS.flatMap(([clusterId, cluster, macro, names], c) =>
  names.map((name, w) => ({
    id: 1_020_000_115_000_000 + c * 1_835_658_000 + w * 166_000,
    name,
    clusterId,
    cluster,
    macrolocalClusterId: macro,
    kind: 'fulfilment' as const,
  })),
)

/** Fulfilment centres outside of Russia, where this shop keeps nothing. */
export const CIS_WAREHOUSES: readonly Warehouse[] = [
  ['АЛМАТЫ_РФЦ', 201, 'Алматы', 4101],
  ['МИНСК_РФЦ', 202, 'Минск', 4102],
].map(([name, clusterId, cluster, macrolocalClusterId], index) => ({
  id: 1_020_001_100_000_000 + index * 166_000,
  name: String(name),
  clusterId: Number(clusterId),
  cluster: String(cluster),
  macrolocalClusterId: Number(macrolocalClusterId),
  kind: 'fulfilment' as const,
}))

/** A pickup point: only analytics/stocks shows these, with a negative id (ozon.md 7a). */
export const PICKUP: Warehouse = {
  id: -1_008_198,
  name: 'ПВЗ_1008198',
  clusterId: 154,
  cluster: 'Москва, МО и Дальние регионы',
  macrolocalClusterId: 4039,
  kind: 'pickup',
}

/** The seller's own warehouse, from which FBS postings go. */
export const OWN: Warehouse = {
  id: 23_012_928_587_000,
  name: 'Склад продавца',
  clusterId: 154,
  cluster: 'Москва, МО и Дальние регионы',
  macrolocalClusterId: 4039,
  kind: 'seller',
}

/** Names of the clusters buyers live in. */
export const CLUSTER_NAMES: readonly string[] = CLUSTERS.map(([, name]) => name)
/** How many of a hundred buyers live in each, where goods can run out; in an even world as many in each. */
export const CLUSTER_WEIGHTS = [30, 14, 8, 9, 9, 4, 6, 3, 6, 5, 4, 2] as const

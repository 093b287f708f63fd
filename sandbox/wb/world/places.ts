/** Where a buyer lives. */
export type Destination = {
  readonly country: string
  readonly okrug: string
  readonly region: string
  readonly city: string
}

export const DESTINATIONS: readonly Destination[] = [
  { country: 'Россия', okrug: 'Центральный федеральный округ', region: 'Москва', city: 'Москва' },
  {
    country: 'Россия',
    okrug: 'Центральный федеральный округ',
    region: 'Московская область',
    city: 'Подольск',
  },
  {
    country: 'Россия',
    okrug: 'Северо-Западный федеральный округ',
    region: 'Санкт-Петербург',
    city: 'Санкт-Петербург',
  },
  {
    country: 'Россия',
    okrug: 'Приволжский федеральный округ',
    region: 'Республика Татарстан',
    city: 'Казань',
  },
  {
    country: 'Россия',
    okrug: 'Уральский федеральный округ',
    region: 'Свердловская область',
    city: 'Екатеринбург',
  },
  { country: 'Россия', okrug: 'Сибирский федеральный округ', region: 'Томская область', city: 'Томск' },
  { country: 'Россия', okrug: 'Южный федеральный округ', region: 'Краснодарский край', city: 'Краснодар' },
  { country: 'Беларусь', okrug: '', region: 'Минская область', city: 'Минск' },
  { country: 'Казахстан', okrug: '', region: 'Алматы', city: 'Алматы' },
]

/** A warehouse as reports show it: those in Russia are masked since 2026-08-15 (wildberries.md 1.9). */
export type Store = {
  readonly id: number
  readonly name: string
  readonly region: string
  readonly remains: string
}

/** From this day on warehouses in Russia have no names. */
export const MASKED_SINCE = Date.UTC(2026, 7, 15) / 86_400_000

export const MASKED: Store = { id: -999_999, name: 'Склад WB', region: 'Склад WB', remains: 'Склад WB РФ' }
export const MASKED_HEAVY: Store = {
  id: -999_999,
  name: 'Склад WB',
  region: 'Склад WB',
  remains: 'Склад WB СГТ РФ',
}
export const MINSK: Store = { id: 206_348, name: 'Минск', region: 'Беларусь', remains: 'Минск' }

/** Names that orders carried before the masking. */
export const OLD_NAMES = [
  'Коледино',
  'Электросталь',
  'Казань',
  'Краснодар',
  'Екатеринбург - Испытателей 14г',
  'Тула',
]

/** A warehouse of the seller and the WB office that it is tied to. */
export type OwnStore = {
  readonly id: number
  readonly name: string
  readonly office: number
  readonly cargoType: 1 | 2 | 3
  readonly deliveryType: 1 | 2
}

export const OWN_STORES: readonly OwnStore[] = [
  { id: 912_345, name: 'Основной, Подольск', office: 15, cargoType: 1, deliveryType: 1 },
  { id: 912_346, name: 'Запасной, Тверь', office: 218, cargoType: 1, deliveryType: 2 },
]

/** A WB office; longitude and latitude are swapped, as in the vendor's own example. */
export const OFFICES = [
  {
    id: 15,
    name: 'Коледино',
    city: 'Москва',
    address: 'ул. Троицкая, Подольск, Московская обл.',
    district: 'Центральный',
    longitude: 55.386871,
    latitude: 37.588898,
  },
  {
    id: 218,
    name: 'Тверь',
    city: 'Тверь',
    address: 'Бурашевское ш., 62, Тверь',
    district: 'Центральный',
    longitude: 56.81,
    latitude: 35.9,
  },
  {
    id: 301,
    name: 'Казань',
    city: 'Казань',
    address: 'Зеленодольск, промпарк',
    district: 'Приволжский',
    longitude: 55.85,
    latitude: 48.51,
  },
  {
    id: 410,
    name: 'Минск',
    city: 'Минск',
    address: 'Привольный, ул. Мира, 18',
    district: null,
    longitude: 53.81,
    latitude: 27.67,
  },
] as const

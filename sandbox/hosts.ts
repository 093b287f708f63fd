/** The hosts of the marketplaces that the sandbox stands in for, by the names that the app uses. */
const OZON_HOSTS = ['ozon-seller', 'ozon-performance'] as const
export const WB_HOSTS = [
  'wb-content',
  'wb-statistics',
  'wb-marketplace',
  'wb-advert',
  'wb-prices',
  'wb-analytics',
  'wb-finance',
  'wb-common',
] as const
export const HOSTS = [...OZON_HOSTS, ...WB_HOSTS] as const
export type OzonHost = (typeof OZON_HOSTS)[number]
export type WbHost = (typeof WB_HOSTS)[number]
export type HostName = OzonHost | WbHost

export const isWb = (host: HostName): host is WbHost => host.startsWith('wb-')

/** The hosts of Wildberries by the names that the app uses. */
export const WB_HOSTS = [
  'wb-content',
  'wb-statistics',
  'wb-marketplace',
  'wb-advert',
  'wb-prices',
  'wb-calendar',
  'wb-analytics',
  'wb-finance',
  'wb-supplies',
  'wb-common',
] as const
export type WbHost = (typeof WB_HOSTS)[number]

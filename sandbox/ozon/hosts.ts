/** The hosts of Ozon by the names that the app uses. */
export const OZON_HOSTS = ['ozon-seller', 'ozon-performance', 'ozon-files'] as const
export type OzonHost = (typeof OZON_HOSTS)[number]

import { MARKETPLACES } from '#contract/marketplaces/index.ts'

/** The one origin of the window. */
export const ORIGIN = 'app://prilavok'

/** Where a link in the window may lead: the cabinets and their manuals, in the person's own browser. */
const OUTSIDE: ReadonlySet<string> = new Set(Object.values(MARKETPLACES).flatMap(({ links }) => links))

/** True for the addresses that the window itself may show. */
export function isOurs(address: string, devServer: string | undefined): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  return (
    `${url.protocol}//${url.host}` === ORIGIN ||
    (devServer !== undefined && url.origin === new URL(devServer).origin)
  )
}

/** True for the addresses that a link may open in the person's browser. */
export function mayOpenOutside(address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  return url.protocol === 'https:' && url.port === '' && url.username === '' && OUTSIDE.has(url.hostname)
}

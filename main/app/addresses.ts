import { MARKETPLACES } from '#contract/marketplaces/index.ts'

/** The only origin that the window loads. */
export const ORIGIN = 'app://prilavok'

/** Hosts that links may open in the user's browser: the cabinets and their manuals. */
const OUTSIDE: ReadonlySet<string> = new Set(Object.values(MARKETPLACES).flatMap(({ links }) => links))

/** Whether the window itself may show an address. */
export function isOurs(address: string, devServer: string | undefined): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  return (
    `${url.protocol}//${url.host}` === ORIGIN ||
    (devServer !== undefined && url.origin === new URL(devServer).origin)
  )
}

/** Whether a link may open an address in the user's browser. */
export function mayOpenOutside(address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  return url.protocol === 'https:' && url.port === '' && url.username === '' && OUTSIDE.has(url.hostname)
}

import type { App, Session, WebContents } from 'electron'
import { protocol, session, shell } from 'electron'
import { ORIGIN, servePage } from './page.ts'

/** Where a link in the window may lead: the cabinets and their manuals, in the person's own browser. */
const OUTSIDE: ReadonlySet<string> = new Set([
  'seller.ozon.ru',
  'performance.ozon.ru',
  'docs.ozon.ru',
  'seller-edu.ozon.ru',
  'seller.wildberries.ru',
  'dev.wildberries.ru',
])

/** Must be called before the app is ready. */
export function declareOrigin(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true }
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges }])
}

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

/** Shuts every door that a page could leave or be led through. One place, so that no window can be opened without it. */
export function lockDown(app: App, devServer: string | undefined): void {
  app.on('web-contents-created', (_event, contents) => confine(contents, devServer))
  app.on('session-created', opened => deny(opened, devServer))
}

/** Serves the built page under our origin, in the only session there is. */
export function serveOrigin(folder: string): void {
  session.defaultSession.protocol.handle('app', request => servePage(folder, request.url))
}

function confine(contents: WebContents, devServer: string | undefined): void {
  const stay = (event: { preventDefault(): void; readonly url: string }) => {
    if (!isOurs(event.url, devServer)) event.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-frame-navigate', stay)
  contents.on('will-attach-webview', event => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpenOutside(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
}

function deny(opened: Session, devServer: string | undefined): void {
  opened.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  opened.setPermissionCheckHandler(() => false)
  opened.setDevicePermissionHandler(() => false)
  opened.on('will-download', event => event.preventDefault())
  // Beyond the page's own policy: whatever asks, nothing but our origin is ever fetched into the window.
  opened.webRequest.onBeforeRequest(({ url }, answer) => {
    const tool = devServer !== undefined && (url.startsWith('devtools:') || url.startsWith('ws:'))
    answer({
      cancel: !(isOurs(url, devServer) || url.startsWith('data:') || url.startsWith('blob:') || tool),
    })
  })
}

import type { App, Session, WebContents } from 'electron'
import { protocol, session, shell } from 'electron'
import { isOurs, mayOpenOutside } from './addresses.ts'
import { servePage } from './page.ts'
import { servePicture } from './picture.ts'

/** Must be called before the app is ready. */
export function declareOrigin(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true }
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges }])
}

/** Blocks foreign navigation, new windows, webviews, permissions, downloads and requests for every window and session that is ever created. */
export function lockDown(app: App, devServer: string | undefined): void {
  app.on('web-contents-created', (_event, contents) => confine(contents, devServer))
  app.on('session-created', opened => deny(opened, devServer))
}

/** Serves the built page and the pictures of the data folder under our origin, in the app's only session. */
export function serveOrigin(folder: string, pictures: string): void {
  session.defaultSession.protocol.handle(
    'app',
    async ({ url }) => (await servePicture(pictures, url)) ?? servePage(folder, url),
  )
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
  // In addition to the page's own policy: the window fetches nothing but our origin, whoever asks.
  opened.webRequest.onBeforeRequest(({ url }, answer) => {
    const tool = devServer !== undefined && (url.startsWith('devtools:') || url.startsWith('ws:'))
    answer({
      cancel: !(isOurs(url, devServer) || url.startsWith('data:') || url.startsWith('blob:') || tool),
    })
  })
}

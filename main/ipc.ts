import type { BrowserWindow, WebContents, WebFrameMain } from 'electron'
import { ipcMain } from 'electron'
import type { Shell } from '#contract/api.ts'
import { shell as methods } from '#contract/api.ts'
import type { Answer, Handlers } from '#contract/rpc.ts'
import { answer } from '#contract/rpc.ts'

/** The IPC channel of calls, as the preload uses it. */
const CALL = 'call'
const EVENT = 'event'

interface Wiring {
  /** Null once its page is destroyed. */
  readonly window: () => BrowserWindow | null
  /** The only origin that may send calls. */
  readonly origin: string
  readonly shell: Handlers<Shell>
  /** Forwards, unparsed, calls that the main process does not answer itself. */
  readonly engine: (name: string, input: unknown) => Promise<Answer>
}

/** Registers the contract on ipcMain: one channel in, one out. Only the main frame of our own window gets answers. */
export function registerIpc(wiring: Wiring): { send(event: string, payload: unknown): void } {
  // Events before the page listens are queued; its first call shows that it does.
  const unheard: (readonly [event: string, payload: unknown])[] = []
  let listener: WebContents | null = null
  ipcMain.handle(CALL, async (event, name: unknown, input: unknown): Promise<Answer> => {
    const window = wiring.window()
    if (!window || event.sender !== window.webContents || !trusted(event.senderFrame, window, wiring.origin))
      return { ok: false, kind: 'forbidden_sender', message: 'not our window' }
    if (listener !== event.sender) {
      listener = event.sender
      for (const [kept, payload] of unheard.splice(0)) listener.send(EVENT, kept, payload)
    }
    if (typeof name !== 'string') return { ok: false, kind: 'unknown_method', message: typeof name }
    return Object.hasOwn(methods, name)
      ? answer(methods, wiring.shell, name, input)
      : wiring.engine(name, input)
  })
  return {
    send(event, payload) {
      const contents = wiring.window()?.webContents
      if (contents && contents === listener && !contents.isDestroyed()) contents.send(EVENT, event, payload)
      else if (event === 'app.notice') unheard.push([event, payload])
    },
  }
}

function trusted(frame: WebFrameMain | null, window: BrowserWindow, origin: string): boolean {
  if (frame === null || frame !== window.webContents.mainFrame || !URL.canParse(frame.url)) return false
  // Not URL.origin, which is "null" for a scheme unknown to Node.
  const { protocol, host } = new URL(frame.url)
  return `${protocol}//${host}` === origin
}

import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const WindowState = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(640),
  height: z.int().min(360),
  maximized: z.boolean(),
  /** How the window looked: its ground is drawn before its page says so. */
  scheme: z.enum(['system', 'light', 'dark']).default('system'),
})
/** Where a window stood, in device-independent pixels. */
export type WindowState = z.infer<typeof WindowState>

type Area = Readonly<{ x: number; y: number; width: number; height: number }>

/** The bounds remembered in `file`, or undefined when there are none, they make no sense, or no screen of today shows them. */
export function readWindowState(file: string, screens: readonly Area[]): WindowState | undefined {
  let found: WindowState
  try {
    found = WindowState.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
  // A grip on the title bar is enough: the rest can be dragged in.
  const grip = { x: found.x + found.width / 2, y: found.y + 20 }
  const seen = screens.some(
    area =>
      grip.x >= area.x && grip.x < area.x + area.width && grip.y >= area.y && grip.y < area.y + area.height,
  )
  return seen ? found : undefined
}

/** How large a window opens that stood nowhere yet: no larger than its screen. */
export const firstSize = (area: Pick<Area, 'width' | 'height'>) => ({
  width: Math.min(1280, area.width),
  height: Math.min(840, area.height),
})

/** Remembers the bounds. Failing to is no reason to keep a window from closing. */
export function writeWindowState(file: string, bounds: WindowState): void {
  try {
    writeFileSync(file, JSON.stringify(bounds))
  } catch {
    // The folder is gone or full: the next start opens in the default place.
  }
}

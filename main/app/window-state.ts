import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const WindowState = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(640),
  height: z.int().min(360),
  maximized: z.boolean(),
  /** The colour scheme, for the background that is drawn before the page loads. */
  scheme: z.enum(['system', 'light', 'dark']).default('system'),
})
/** Bounds of the window in device-independent pixels. */
export type WindowState = z.infer<typeof WindowState>

type Area = Readonly<{ x: number; y: number; width: number; height: number }>

/** Bounds stored in `file`; undefined if there are none, they are invalid, or they are on no present screen. */
export function readWindowState(file: string, screens: readonly Area[]): WindowState | undefined {
  let found: WindowState
  try {
    found = WindowState.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
  // Enough of the title bar must be on a screen to drag the window.
  const grip = { x: found.x + found.width / 2, y: found.y + 20 }
  const seen = screens.some(
    area =>
      grip.x >= area.x && grip.x < area.x + area.width && grip.y >= area.y && grip.y < area.y + area.height,
  )
  return seen ? found : undefined
}

/** Size of the first window, no larger than its screen. */
export const firstSize = (area: Pick<Area, 'width' | 'height'>) => ({
  width: Math.min(1280, area.width),
  height: Math.min(840, area.height),
})

/** Stores the bounds. A failure must not keep a window from closing. */
export function writeWindowState(file: string, bounds: WindowState): void {
  try {
    writeFileSync(file, JSON.stringify(bounds))
  } catch {
    // The folder is gone or the disk full: the next start uses default bounds.
  }
}

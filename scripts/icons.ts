import { globSync, mkdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import sharp from 'sharp'
import { root } from './tools.ts'

const drawings = join(root, 'resources', 'icons')

/** Renders PNGs of the drawings in `resources/icons`: the app's icon, and those of the tray in `tray/`. */
export async function makeIcons(folder = join(root, 'out', 'icons')): Promise<void> {
  const tray = join(folder, 'tray')
  mkdirSync(tray, { recursive: true })
  await sharp(join(drawings, 'icon.svg')).png().toFile(join(folder, 'icon.png'))
  for (const file of globSync('tray/*.svg', { cwd: drawings })) {
    const drawing = readFileSync(join(drawings, file), 'utf8')
    const path = join(tray, basename(file, '.svg'))
    await twice(drawing, path)
    // macOS tints a template itself; Linux panels, which have larger drawings, have none.
    if (!path.endsWith('-panel')) await twice(drawing.replaceAll(/#[\da-f]{6}/g, '#000'), `${path}Template`)
  }
}

/** Dots per inch at which a pixel of the drawing is one of the icon. */
const DPI = 72

async function twice(drawing: string, path: string): Promise<void> {
  for (const [scale, suffix] of [
    [1, ''],
    [2, '@2x'],
  ] as const)
    await sharp(Buffer.from(drawing), { density: DPI * scale })
      .png({ compressionLevel: 9 })
      .toFile(`${path}${suffix}.png`)
}

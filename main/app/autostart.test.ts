import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeAutostart } from './autostart.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prilavok-autostart-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const file = () => join(folder, 'autostart', 'prilavok.desktop')

test('a desktop entry starts the command at login, and is gone when it is not to', () => {
  const env = { XDG_CONFIG_HOME: folder }
  writeAutostart(true, ['/opt/Прилавок 1/prilavok', '--hidden', '--data-dir=/home/a b/$x "y" 100%'], env)
  const entry = readFileSync(file(), 'utf8')
  expect(entry.split('\n').slice(0, 4)).toEqual([
    '[Desktop Entry]',
    'Type=Application',
    'Name=Prilavok',
    'Name[ru]=Прилавок',
  ])
  expect(entry).toContain(
    String.raw`Exec="/opt/Прилавок 1/prilavok" "--hidden" "--data-dir=/home/a b/\\$x \\"y\\" 100%%"`,
  )
  writeAutostart(false, [], env)
  expect(existsSync(file())).toBe(false)
  writeAutostart(false, [], env)
})

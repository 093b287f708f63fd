import { describe, expect, test } from 'vitest'
import { words } from '#i18n'
import { declaredPages } from '../../tests/support/pages.ts'
import { contextMenu, menuBar } from './menu.ts'

const opened: string[] = []
const actions = { open: (page: string) => void opened.push(page), openDataFolder: () => {} }
type Item = ReturnType<typeof menuBar>[number]
const inside = (items: readonly Item[]): Item[] =>
  items.flatMap(item => [item, ...inside((item.submenu as Item[] | undefined) ?? [])])
const bar = (language: 'ru' | 'en', platform: NodeJS.Platform = 'linux', packaged = true) =>
  menuBar(words(language), platform, packaged, actions)
const shown = (items: readonly Item[]) => items.filter(({ type }) => type !== 'separator')

describe('the menu bar', () => {
  test.each(['linux', 'win32', 'darwin'] as const)('speaks one language throughout, on %s', platform => {
    for (const { label } of shown(inside(bar('ru', platform)))) expect(label).toMatch(/^[^A-Za-z]+$/)
    for (const { label } of shown(inside(bar('en', platform)))) expect(label).toMatch(/^[A-Z][^А-я]*$/)
  })

  test('has no tool of a developer in a release, and has them in the sources', () => {
    const roles = (packaged: boolean) => inside(bar('ru', 'linux', packaged)).map(({ role }) => role)
    for (const role of ['toggleDevTools', 'reload', 'forceReload'] as const)
      expect(roles(true)).not.toContain(role)
    expect(roles(false)).toContain('toggleDevTools')
  })

  test.each(['linux', 'win32', 'darwin'] as const)(
    'has what every program has, once each, on %s',
    platform => {
      const found = inside(bar('ru', platform))
      for (const role of [
        'about',
        'quit',
        'close',
        'undo',
        'redo',
        'cut',
        'copy',
        'paste',
        'selectAll',
      ] as const)
        expect(
          found.filter(item => item.role === role),
          role,
        ).toHaveLength(1)
      const keys = found.flatMap(({ accelerator }) => accelerator ?? [])
      expect(new Set(keys).size).toBe(keys.length)
      expect(keys).toEqual(
        expect.arrayContaining(['CommandOrControl+Q', 'CommandOrControl+V', 'CommandOrControl+,']),
      )
    },
  )

  test('leads to every page of the rail by its name there', async () => {
    const rail = (await declaredPages()).flatMap(({ path, rail }) =>
      rail ? [[path, words('ru').t(rail.name)]] : [],
    )
    const led = inside(bar('ru')).flatMap(item => {
      if (!item.click || !item.accelerator) return []
      ;(item.click as unknown as () => void)()
      return [[opened.at(-1), item.label]]
    })
    expect(rail.length).toBeGreaterThan(4)
    expect(led.toSorted()).toEqual(rail.toSorted())
  })
})

describe('a right click', () => {
  const all = {
    canUndo: true,
    canRedo: true,
    canCut: true,
    canCopy: true,
    canPaste: true,
    canSelectAll: true,
  }
  const flags = (part: Partial<typeof all>) => ({ ...all, canDelete: true, canEditRichly: false, ...part })
  const at = (isEditable: boolean, selectionText: string, part: Partial<typeof all> = {}) =>
    shown(contextMenu(words('ru'), { isEditable, selectionText, editFlags: flags(part) }))

  test('into a field offers what can be done there', () => {
    const offered = at(true, '', { canCut: false, canCopy: false })
    expect(offered.map(({ label, enabled }) => [label, enabled])).toEqual([
      ['Отменить', true],
      ['Повторить', true],
      ['Вырезать', false],
      ['Копировать', false],
      ['Вставить', true],
      ['Выделить всё', true],
    ])
  })

  test('on a marked text offers to copy it, and elsewhere nothing', () => {
    expect(at(false, 'Артикул 7').map(({ label }) => label)).toEqual(['Копировать'])
    expect(at(false, ' \n')).toEqual([])
  })
})

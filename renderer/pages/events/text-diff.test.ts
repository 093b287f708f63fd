import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Part, plain, shortened, textDiff } from './text-diff.ts'

/** Removed words in brackets, added ones in braces, omitted text as dots. */
const written = (parts: readonly Part[]) =>
  parts
    .map(({ kind, text }) => ({ same: text, gap: '…', removed: `[${text}]`, added: `{${text}}` })[kind])
    .join('')
const diff = (before: string, after: string) => written(textDiff(before, after))
const side = (parts: readonly Part[], without: Part['kind']) =>
  parts.flatMap(({ kind, text }) => (kind === without ? [] : [text])).join('')

describe('two texts', () => {
  it.each([
    ['of Russian words', 'Плед «Север», белый', 'Плед «Утро», белый', 'Плед «[Север]{Утро}», белый'],
    ['one longer', 'Плед', 'Плед — выпуск 2', 'Плед{ — выпуск 2}'],
    ['one of them empty', '', 'Плед', '{Плед}'],
    ['the other empty', 'Плед', '', '[Плед]'],
    ['the same', 'Плед', 'Плед', 'Плед'],
    [
      'several words in one place',
      'очень мягкий тёплый плед',
      'ещё мягче плед',
      '[очень мягкий тёплый ]{ещё мягче }плед',
    ],
    ['with another space', 'а б', 'а  б', 'а[ ]{  }б'],
  ])('%s', (_, before, after, wanted) => {
    expect(diff(before, after)).toBe(wanted)
  })

  it('can be read off their difference, both of them', () => {
    const text = fc
      .array(fc.constantFrom('плед', 'мягкий', ' ', '\n', ',', 'ёж', '👍🏽'))
      .map(words => words.join(''))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = textDiff(before, after)
        expect(side(parts, 'added')).toBe(before)
        expect(side(parts, 'removed')).toBe(after)
        const short = shortened(parts)
        expect(short.map(({ text }) => text).join('')).toBe(parts.map(({ text }) => text).join(''))
      }),
    )
  })

  it('that have nothing in common stand one after another', () => {
    const words = (of: string) => Array.from({ length: 1000 }, (_, index) => `${of}${index}`).join(' ')
    expect(textDiff(words('а'), words('б')).map(({ kind }) => kind)).toEqual(['removed', 'added'])
  })
})

it('what lies far from every change is left out, and nothing else', () => {
  const far = 'слово '.repeat(60)
  const short = shortened(textDiff(`${far}белый ${far}конец`, `${far}серый ${far}конец!`))
  expect(short.map(({ kind }) => kind)).toEqual([
    'gap',
    'same',
    'removed',
    'added',
    'same',
    'gap',
    'same',
    'added',
  ])
  expect(short.filter(({ kind }) => kind === 'same').every(({ text }) => text.length <= 60)).toBe(true)
})

it('a description is shown as a buyer reads it', () => {
  expect(plain('<p>Плед &amp; плед.</p><br/><ul><li>Мягкий</li><li>5 &lt; 6&nbsp;кг &#8381;</li></ul>')).toBe(
    'Плед & плед.\n• Мягкий\n• 5 < 6\u00a0кг ₽',
  )
  expect(plain('2 < 3 и 4 > 1, &неведомо;')).toBe('2 < 3 и 4 > 1, &неведомо;')
})

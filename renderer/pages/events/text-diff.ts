import { diffArrays } from 'diff'

/** A stretch of text: unchanged, added, removed, or omitted between changes. */
export interface Part {
  readonly kind: 'same' | 'added' | 'removed' | 'gap'
  readonly text: string
}

const WORDS = new Intl.Segmenter('ru', { granularity: 'word' })
/** With more changes than this the texts are shown one after another instead of as a diff. */
const APART = 1500
/** Characters shown around a change when the rest is omitted. */
const AROUND = 60

/** Removed and added words in reading order; at one position, removed words come first. */
export function textDiff(before: string, after: string): readonly Part[] {
  const found = diffArrays(wordsOf(before), wordsOf(after), { maxEditLength: APART })
  if (!found) return parts(before, after)
  const all: Part[] = []
  let removed = ''
  let added = ''
  const flush = () => {
    all.push(...parts(removed, added))
    removed = ''
    added = ''
  }
  for (const [index, one] of found.entries()) {
    const text = one.value.join('')
    if (one.added) added += text
    else if (one.removed) removed += text
    // Spaces between two changes join them: otherwise each word would be a change of its own.
    else if (text.trim() === '' && removed + added !== '' && index < found.length - 1) {
      removed += text
      added += text
    } else {
      flush()
      all.push({ kind: 'same', text })
    }
  }
  flush()
  return all
}

const wordsOf = (text: string): string[] => [...WORDS.segment(text)].map(({ segment }) => segment)
const parts = (removed: string, added: string): Part[] => [
  ...(removed === '' ? [] : [{ kind: 'removed', text: removed } as const]),
  ...(added === '' ? [] : [{ kind: 'added', text: added } as const]),
]

/** The same without text far from any change. */
export function shortened(all: readonly Part[]): readonly Part[] {
  return all.flatMap((part, index): readonly Part[] => {
    const first = index === 0
    const last = index === all.length - 1
    const kept = (first ? 0 : AROUND) + (last ? 0 : AROUND)
    if (part.kind !== 'same' || part.text.length <= kept + AROUND) return [part]
    const head = first ? '' : part.text.slice(0, AROUND)
    const tail = last ? '' : part.text.slice(-AROUND)
    const same = (text: string): Part[] => (text === '' ? [] : [{ kind: 'same', text }])
    return [
      ...same(head),
      { kind: 'gap', text: part.text.slice(head.length, part.text.length - tail.length) },
      ...same(tail),
    ]
  })
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
}

/** A description as plain text: Ozon stores HTML. */
export const plain = (html: string): string =>
  html
    .replace(/<br\s*\/?>|<\/(?:p|li|div|h[1-6]|ul|ol)>/gi, '\n')
    .replace(/<li[^>]*>/gi, '• ')
    .replace(/<\/?[a-z][^>]*>/gi, '')
    .replace(/&(?:#(\d+)|(\w+));/g, (whole, code?: string, name?: string) =>
      code ? String.fromCodePoint(Number(code)) : (ENTITIES[name ?? ''] ?? whole),
    )
    .replace(/\n{2,}/g, '\n')
    .trim()

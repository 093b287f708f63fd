import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Gallery, isSameGallery, isSameMain, type Move, moved, movesOf, pictureOf } from './gallery.ts'
import { galleryHash } from './hash.ts'

const url = (picture: string) => `https://ir.ozone.ru/s3/multimedia-1-a/${picture}.jpg`
const galleryOf = (pictures: string, address = url): Gallery => {
  const photos = [...pictures].map(address)
  return { photos, main: photos[0] ?? null, count: photos.length, hash: galleryHash(photos) }
}
const moves = (was: string, is: string) =>
  Object.fromEntries(
    Object.entries(movesOf(galleryOf(was), galleryOf(is)))
      .filter(([, move]) => move !== null)
      .map(([kind, move]) => [kind, written(move as Move)]),
  )
const written = ({ before, after }: Move) =>
  [before ?? [], after].map(photos => photos.map(one => one.at(-5)).join('')).join('→')

describe('an address of a picture', () => {
  test.each([
    [
      'its host',
      'https://cdn1.ozone.ru/s3/multimedia-1-p/7535969809.jpg',
      'https://ir.ozone.ru/s3/multimedia-1-p/7535969809.jpg',
    ],
    [
      'its query',
      'https://ir.ozone.ru/s3/multimedia-1-p/1.jpg?v=1',
      'https://ir.ozone.ru/s3/multimedia-1-p/1.jpg#x',
    ],
    [
      'a size of Ozon',
      'https://ir.ozone.ru/s3/multimedia-1-p/wc1000/1.jpg',
      'https://ir.ozone.ru/s3/multimedia-1-p/1.jpg',
    ],
    [
      'a size of Wildberries',
      'https://basket-10.wbbasket.ru/vol1/part1/1/images/big/1.webp',
      'https://basket-11.wbbasket.ru/vol1/part1/1/images/c516x688/1.webp',
    ],
    [
      'its host, which is left out',
      '/s3/multimedia-1-p/1.jpg?v=1',
      'https://ir.ozone.ru/s3/multimedia-1-p/1.jpg',
    ],
    [
      'its format',
      'https://basket-10.wbbasket.ru/vol1/part1/1/images/big/1.webp',
      'https://basket-10.wbbasket.ru/vol1/part1/1/images/big/1.jpg',
    ],
  ])('names the same one when %s is another', (_, one, other) => {
    expect(pictureOf(one)).toBe(pictureOf(other))
  })

  test.each([
    ['https://ir.ozone.ru/s3/multimedia-1-p/1.jpg', 'https://ir.ozone.ru/s3/multimedia-1-p/2.jpg'],
    [
      'https://basket-10.wbbasket.ru/vol1/part1/1/images/big/1.webp',
      'https://basket-10.wbbasket.ru/vol1/part1/1/images/big/2.webp',
    ],
    [
      'https://basket-10.wbbasket.ru/vol1/part1/1/images/big/1.webp',
      'https://basket-10.wbbasket.ru/vol1/part1/2/images/big/1.webp',
    ],
  ])('%s is not %s', (one, other) => {
    expect(pictureOf(one)).not.toBe(pictureOf(other))
  })
})

describe('what was done to a gallery', () => {
  test.each([
    ['nothing', 'abc', 'abc', {}],
    ['a photo came', 'abc', 'abcd', { added: 'abc→abcd' }],
    ['a photo came in the middle', 'abc', 'abdc', { added: 'abc→abdc' }],
    ['a photo went', 'abc', 'ac', { removed: 'abc→ac' }],
    ['one was replaced', 'abc', 'abd', { removed: 'abc→ab', added: 'ab→abd' }],
    ['two changed places', 'abc', 'acb', { order: 'abc→acb' }],
    ['another main photo', 'abc', 'xbc', { main: 'abc→xbc' }],
    ['the main photo and another one changed places', 'abc', 'bac', { main: 'abc→bac' }],
    ['the main photo went to the end', 'abc', 'bca', { main: 'abc→bca' }],
    ['the main photo went', 'abc', 'bc', { main: 'abc→bc' }],
    ['a new one stands first', 'abc', 'xabc', { main: 'abc→xabc' }],
    ['the first ones came', '', 'ab', { added: '→ab' }],
    ['all went', 'ab', '', { removed: 'ab→' }],
    [
      'much at once',
      'abcde',
      'xdcf',
      { main: 'abcde→xbcde', removed: 'xbcde→xcd', added: 'xcd→xcdf', order: 'xcdf→xdcf' },
    ],
  ])('%s', (_, was, is, wanted) => {
    expect(moves(was, is)).toEqual(wanted)
  })

  test('each thing begins where the one before it ended, and the last one ends with the gallery as it is', () => {
    const pictures = fc.uniqueArray(fc.constantFrom(...'abcdefg'), { maxLength: 7 }).map(all => all.join(''))
    fc.assert(
      fc.property(pictures, pictures, (was, is) => {
        const other = (picture: string) => `${url(picture).replace('ir.', 'cdn1.')}?v=2`
        const all = Object.values(movesOf(galleryOf(was), galleryOf(is, other))).filter(move => move !== null)
        expect(all.length > 0).toBe(was !== is)
        let at: readonly string[] | null = galleryOf(was).photos
        for (const { before, after } of all) {
          expect(before).toEqual(at)
          at = after
        }
        expect(at?.map(pictureOf)).toEqual(galleryOf(is).photos?.map(pictureOf))
      }),
      { numRuns: 500 },
    )
  })

  test('of one that is known by its fingerprint alone, what its main photo and its number of photos tell', () => {
    const faint = (pictures: string): Gallery => ({ ...galleryOf(pictures), photos: null })
    const kind = (was: string, is: string) =>
      Object.entries(movesOf(faint(was), galleryOf(is))).flatMap(([name, move]) => (move ? [name] : []))
    expect(kind('abc', 'abc')).toEqual([])
    expect(kind('abc', 'xbc')).toEqual(['main'])
    expect(kind('abc', 'abcd')).toEqual(['added'])
    expect(kind('abc', 'ab')).toEqual(['removed'])
    expect(kind('abc', 'acb')).toEqual(['order'])
    expect(kind('a', 'x')).toEqual(['main'])
    expect(kind('', 'a')).toEqual(['added'])
    expect(kind('a', '')).toEqual(['removed'])
    expect(movesOf(faint('abc'), galleryOf('acb')).order).toEqual({
      before: null,
      after: galleryOf('acb').photos,
    })
    expect(isSameGallery(faint('abc'), galleryOf('abc'))).toBe(true)
  })
})

test('a gallery that is served in another size is the same, also by its main photo', () => {
  const sized = (picture: string) => url(picture).replace('-a/', '-a/wc1000/')
  const [one, other] = [galleryOf('ab'), galleryOf('ab', sized)]
  expect(one.hash).not.toBe(other.hash)
  expect([isSameGallery(one, other), isSameMain(one, other)]).toEqual([true, true])
  expect([isSameGallery(one, galleryOf('ba')), isSameMain(one, galleryOf('ba'))]).toEqual([false, false])
})

test('no main photo is the same as none, and another than any', () => {
  const main = (address: string | null): Gallery => ({ ...galleryOf(''), main: address })
  expect(isSameMain(main(null), main(null))).toBe(true)
  expect(isSameMain(main(null), main(''))).toBe(true)
  expect(isSameMain(main(null), main(url('a')))).toBe(false)
  expect(isSameMain(main(url('a')), main(null))).toBe(false)
})

test('a move is an event with both lists of photos, where the one before is known; no move is none', () => {
  const photos = galleryOf('ab').photos ?? []
  expect(moved('photos', { before: [], after: photos })).toEqual([
    { field: 'photos', before: '[]', after: JSON.stringify(photos) },
  ])
  expect(moved('photos', { before: null, after: [] })[0]).toMatchObject({
    before: null,
    after: '[]',
  })
  expect(moved('photos', null)).toEqual([])
})

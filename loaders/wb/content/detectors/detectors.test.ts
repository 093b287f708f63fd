import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Change } from '../../../core/declare/change-detector.ts'
import { pictureOf } from '../../../core/parse/gallery.ts'
import { galleryHash, md5 } from '../../../core/parse/hash.ts'
import { contentStep } from '../step.ts'
import type { ContentRow } from '../tables.ts'

interface Shown {
  readonly title: string
  readonly description: string
  readonly photos: readonly string[]
}
const row = ({ title, description, photos }: Shown): ContentRow => ({
  nm_id: 159206280,
  vendor_code: 'TD-1',
  title_hash: md5(title),
  description_hash: md5(description),
  photos_hash: galleryHash(photos),
  main_photo_url: photos[0] ?? null,
  photos_count: photos.length,
  title,
  description,
  photos,
})
/** A row of a version that stored hashes only. */
const faint = (shown: Shown): ContentRow => ({ ...row(shown), title: null, description: null, photos: null })
const compare = contentStep.streams[0]?.detector?.compare as unknown as (
  was: ContentRow,
  is: ContentRow,
) => readonly Change[]
const photo = (of: string | number) =>
  `https://basket-10.wbbasket.ru/vol1592/part159206/159206280/images/big/${of}.webp`
const base: Shown = { title: 'Плед', description: 'Мягкий', photos: [1, 2, 3].map(photo) }
const changes = (change: Partial<Shown>, from = row(base)) => compare(from, row({ ...base, ...change }))
const list = (...photos: number[]) => JSON.stringify(photos.map(photo))

describe('a card of Wildberries', () => {
  test('that is as it was tells nothing', () => {
    expect(changes({})).toEqual([])
  })

  test('with another title, and with another description, filled and emptied', () => {
    expect(changes({ title: 'Плед «Север»' })).toEqual([
      { type: 'CONTENT_TITLE_CHANGED', field: 'title', before: 'Плед', after: 'Плед «Север»' },
    ])
    expect(changes({ description: '' })).toEqual([
      { type: 'CONTENT_DESC_CHANGED', field: 'description', before: 'Мягкий', after: '' },
    ])
    expect(changes({}, row({ ...base, description: '' }))).toEqual([
      { type: 'CONTENT_DESC_CHANGED', field: 'description', before: '', after: 'Мягкий' },
    ])
  })

  test.each([
    ['another main photo', 'CONTENT_MAIN_PHOTO_CHANGED', [4, 2, 3]],
    ['another one of its photos first', 'CONTENT_MAIN_PHOTO_CHANGED', [3, 1, 2]],
    ['a photo more', 'CONTENT_PHOTO_ADDED', [1, 2, 3, 4]],
    ['a photo less', 'CONTENT_PHOTO_REMOVED', [1, 3]],
    ['its photos in another order', 'CONTENT_PHOTO_ORDER_CHANGED', [1, 3, 2]],
  ])('with %s is one event', (_, type, photos) => {
    const field = type === 'CONTENT_MAIN_PHOTO_CHANGED' ? 'main_photo' : 'photos'
    expect(changes({ photos: photos.map(photo) })).toEqual([
      { type, field, before: list(1, 2, 3), after: list(...photos) },
    ])
  })

  test('with a photo in the place of another one tells that one went and one came', () => {
    expect(changes({ photos: [1, 2, 4].map(photo) })).toEqual([
      { type: 'CONTENT_PHOTO_REMOVED', field: 'photos', before: list(1, 2, 3), after: list(1, 2) },
      { type: 'CONTENT_PHOTO_ADDED', field: 'photos', before: list(1, 2), after: list(1, 2, 4) },
    ])
  })

  test('whose photos come from another host or in another size is as it was', () => {
    const elsewhere = (url: string) => url.replace('basket-10', 'basket-22').replace('/big/', '/c516x688/')
    expect(changes({ photos: base.photos.map(url => `${elsewhere(url)}?t=1`) })).toEqual([])
  })

  test('that an earlier release knew by fingerprints alone: nothing where they agree, else a change from something unknown', () => {
    expect(changes({}, faint(base))).toEqual([])
    expect(changes({ description: 'Новый', photos: [1, 2].map(photo) }, faint(base))).toEqual([
      { type: 'CONTENT_DESC_CHANGED', field: 'description', before: null, after: 'Новый' },
      { type: 'CONTENT_PHOTO_REMOVED', field: 'photos', before: null, after: list(1, 2) },
    ])
  })

  test('goes from its first state to its last one by its events in their order', () => {
    const shown = fc.record({
      title: fc.constantFrom('Плед', 'Кружка'),
      description: fc.constantFrom('', 'Мягкий', 'Твёрдый'),
      photos: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 5 }).map(all => all.map(photo)),
    })
    fc.assert(
      fc.property(fc.array(shown, { minLength: 2, maxLength: 8 }), states => {
        const [first, ...later] = states as unknown as [Shown, ...Shown[]]
        let before = first
        let told = first
        for (const now of later) {
          told = compare(row(before), row(now)).reduce(applied, told)
          before = now
        }
        expect({ ...told, photos: told.photos.map(pictureOf) }).toEqual({
          ...before,
          photos: before.photos.map(pictureOf),
        })
      }),
    )
  })
})

function applied(shown: Shown, { field, before, after }: Change): Shown {
  const texts = field === 'title' || field === 'description'
  const name = texts ? field : 'photos'
  const value = (text: string | null) => (texts ? text : JSON.parse(text ?? 'null'))
  expect(shown[name]).toEqual(value(before))
  return { ...shown, [name]: value(after) }
}

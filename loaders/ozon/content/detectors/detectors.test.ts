import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Change } from '../../../core/declare/change-detector.ts'
import { pictureOf } from '../../../core/parse/gallery.ts'
import { galleryHash, md5 } from '../../../core/parse/hash.ts'
import { type ContentRow, contentStep } from '../step.ts'

interface Shown {
  readonly title: string
  readonly description: string
  readonly photos: readonly string[]
}
const row = ({ title, description, photos }: Shown): ContentRow => ({
  product_id: 7,
  offer_id: 'DM-7',
  title_hash: md5(title),
  description_hash: md5(description),
  images_hash: galleryHash(photos),
  main_image_url: photos[0] ?? null,
  images_count: photos.length,
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
const photo = (of: string) => `https://ir.ozone.ru/s3/multimedia-1-a/${of}.jpg`
const base: Shown = { title: 'Плед', description: 'Мягкий', photos: ['a', 'b', 'c'].map(photo) }
const changes = (change: Partial<Shown>, from = row(base)) => compare(from, row({ ...base, ...change }))
const list = (...photos: string[]) => JSON.stringify(photos.map(photo))

describe('a product of Ozon', () => {
  test('that is as it was tells nothing', () => {
    expect(changes({})).toEqual([])
  })

  test('with another name, and with another description', () => {
    expect(changes({ title: 'Плед «Север»' })).toEqual([
      { type: 'OZON_SEO_CHANGE', field: 'title', before: 'Плед', after: 'Плед «Север»' },
    ])
    expect(changes({ description: 'Очень мягкий' })).toEqual([
      { type: 'OZON_SEO_CHANGE', field: 'description', before: 'Мягкий', after: 'Очень мягкий' },
    ])
  })

  test('whose description was emptied, or filled', () => {
    const empty = row({ ...base, description: '' })
    expect(changes({ description: '' })).toMatchObject([
      { field: 'description', before: 'Мягкий', after: '' },
    ])
    expect(changes({}, empty)).toMatchObject([{ field: 'description', before: '', after: 'Мягкий' }])
  })

  test.each([
    ['another main photo', 'main_image', ['x', 'b', 'c']],
    ['the main photo and another one in each other’s place', 'main_image', ['b', 'a', 'c']],
    ['another gallery', 'gallery', ['a', 'b', 'd']],
    ['a gallery in another order', 'gallery', ['a', 'c', 'b']],
    ['a photo more', 'gallery', ['a', 'b', 'c', 'd']],
    ['a photo less', 'gallery', ['a', 'b']],
  ])('with %s is one event, of «%s»', (_, field, photos) => {
    expect(changes({ photos: photos.map(photo) })).toEqual([
      { type: 'OZON_PHOTO_CHANGE', field, before: list('a', 'b', 'c'), after: list(...photos) },
    ])
  })

  test('whose photos come from another host, with a query, or in another size is as it was', () => {
    const elsewhere = (url: string) => url.replace('ir.ozone', 'cdn1.ozone').replace('1-a/', '1-a/wc1000/')
    expect(changes({ photos: base.photos.map(url => `${elsewhere(url)}?v=3`) })).toEqual([])
  })

  test('that an earlier release knew by fingerprints alone: nothing where they agree, else a change from something unknown', () => {
    expect(changes({}, faint(base))).toEqual([])
    const changed = changes({ title: 'Другой', photos: ['x', 'b'].map(photo) }, faint(base))
    expect(changed).toEqual([
      { type: 'OZON_SEO_CHANGE', field: 'title', before: null, after: 'Другой' },
      { type: 'OZON_PHOTO_CHANGE', field: 'main_image', before: null, after: list('x', 'b') },
    ])
  })

  test('goes from its first state to its last one by its events in their order', () => {
    const shown = fc.record({
      title: fc.constantFrom('Плед', 'Кружка', ''),
      description: fc.constantFrom('', 'Мягкий', 'Твёрдый'),
      photos: fc.uniqueArray(fc.constantFrom(...'abcdef'), { maxLength: 5 }).map(all => all.map(photo)),
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

function applied(shown: Shown, { type, field, before, after }: Change): Shown {
  const photos = type === 'OZON_PHOTO_CHANGE'
  const name = photos ? 'photos' : (field as keyof Shown)
  const value = (text: string | null) => (photos ? JSON.parse(text ?? 'null') : text)
  expect(shown[name]).toEqual(value(before))
  return { ...shown, [name]: value(after) }
}

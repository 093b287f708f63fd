import { describe, expect, it } from 'vitest'
import { galleryOf, photoDiff, photoSummary, photosOf } from './photo-diff.ts'

const url = (name: string) => `https://ir.ozone.ru/s3/multimedia-1-a/${name}.jpg`
const marks = (before: string, after: string, address = url) => {
  const rows = photoDiff([...before].map(url), [...after].map(address))
  const line = (photos: typeof rows.after) => photos.map(({ file, mark }) => `${file[0]}:${mark}`).join(' ')
  return [line(rows.before ?? []), line(rows.after)]
}

describe('photos before and after', () => {
  it('are marked as added, removed, or in another place', () => {
    expect(marks('abc', 'abcd')).toEqual(['a:same b:same c:same', 'a:same b:same c:same d:added'])
    expect(marks('abc', 'ac')).toEqual(['a:same b:removed c:same', 'a:same c:same'])
    expect(marks('abcd', 'dabc')).toEqual(['a:same b:same c:same d:moved', 'd:moved a:same b:same c:same'])
    expect(marks('abcd', 'bacd')).toEqual(['a:moved b:moved c:same d:same', 'b:moved a:moved c:same d:same'])
    expect(marks('abc', 'bc')).toEqual(['a:removed b:moved c:same', 'b:moved c:same'])
    expect(marks('abc', 'xbc')).toEqual(['a:removed b:same c:same', 'x:added b:same c:same'])
  })

  it('are the same ones on another host of the CDN', () => {
    const elsewhere = (name: string) => `${url(name).replace('ir.', 'cdn1.')}?v=2`
    expect(marks('ab', 'ab', elsewhere)).toEqual(['a:same b:same', 'a:same b:same'])
  })

  it('have no marks where the ones before were never known', () => {
    expect(photoDiff(null, [url('a')])).toEqual({
      before: null,
      after: [{ url: url('a'), file: 'a.jpg', place: 1, mark: 'same' }],
    })
    expect(photosOf(null)).toBe(null)
    expect(photosOf('["a","b"]')).toEqual(['a', 'b'])
  })

  it('are told in one sentence, however many steps the marketplace makes of them', () => {
    const list = (names: string) => JSON.stringify([...names].map(url))
    const of = (...names: string[]) =>
      photoSummary(
        galleryOf(
          names
            .slice(1)
            .map((after, index) => ({ before: list(names[index] as string), after: list(after) })),
        ),
      )
    const NOTHING = { main: false, added: 0, removed: 0, moved: false }
    expect(of('abc', 'abcd')).toEqual({ ...NOTHING, added: 1 })
    expect(of('abcd', 'ab')).toEqual({ ...NOTHING, removed: 2 })
    expect(of('abc', 'acb')).toEqual({ ...NOTHING, moved: true })
    expect(of('abc', 'xbc')).toEqual({ ...NOTHING, main: true })
    expect(of('abc', 'bac')).toEqual({ ...NOTHING, main: true })
    expect(of('abc', 'xbc', 'xb', 'xbde')).toEqual({ main: true, added: 2, removed: 1, moved: false })
    expect(photoSummary({ before: null, after: [url('a')] })).toEqual(NOTHING)
    expect(of('', 'ab')).toEqual({ ...NOTHING, main: true, added: 1 })
  })
})

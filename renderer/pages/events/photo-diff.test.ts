import { describe, expect, it } from 'vitest'
import { photoDiff, photosOf } from './photo-diff.ts'

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
})

import { expect, it } from 'vitest'
import type { Missing } from '#contract/overview.ts'
import { markupOf } from '../../markup.tsx'
import { Figures } from './Figures.tsx'
import { SHOP, sample } from './sample.ts'

/** By tile: its note and its tooltip. */
function notesOf(overview: Parameters<typeof Figures>[0]['overview'], today = '2026-12-20') {
  const html = markupOf(<Figures overview={overview} shops={[SHOP]} today={today} />)
  const tiles = html.split('<section').slice(2)
  return new Map(
    tiles.map(tile => {
      const [, name = ''] = /aria-label="([^"]*)"/.exec(tile) ?? []
      const [, title = '', note = ''] = /<p[^>]* title="([^"]*)">(.*?)<\/p>/.exec(tile) ?? []
      return [name, { title, note: note.replace(/<[^>]*>/g, '').trim() }]
    }),
  )
}
const lack: Missing = { reason: 'history', shopId: 1, step: 'ozon.ads', since: '2026-06-03', until: null }

it('a tile says what its figure was, and no more where the days have settled', () => {
  const notes = notesOf(sample())
  expect([...notes.keys()]).toEqual([
    'Заказано на сумму',
    'Заказано, шт.',
    'Средняя цена',
    'Расход на рекламу',
    'ДРР',
    'Общий ДРР',
  ])
  expect(notes.get('Заказано на сумму')?.note).toMatch(/было\s10 000 ₽$/)
  expect(notes.get('ДРР')?.note).toMatch(/было\s40,0 %$/)
})

it('only what advertising is part of is said to be corrected still', () => {
  const settling = [...notesOf(sample(), '2026-11-28')].filter(([, { note }]) =>
    note.endsWith(' · уточняется'),
  )
  expect(settling.map(([name]) => name)).toEqual(['Расход на рекламу', 'ДРР', 'Общий ДРР'])
})

it('a figure without all of its data says since when, and in whole to who points at it', () => {
  const { adSpend, drr } = sample()
  const notes = notesOf(
    sample({
      adSpend: { ...adSpend, previous: null, previousMissing: [lack] },
      drr: { ...drr, value: null, previous: null, missing: [lack] },
      totalDrr: { ...drr, value: null, previous: null },
    }),
  )
  expect(notes.get('Расход на рекламу')).toEqual({
    note: 'Без сравнения: реклама с 3 июн 2026',
    title: 'Нет данных для сравнения. Реклама: данные с 3 июн 2026',
  })
  expect(notes.get('ДРР')).toEqual({
    note: 'Реклама с 3 июн 2026',
    title: 'Реклама: данные с 3 июн 2026',
  })
  expect(notes.get('Общий ДРР')?.note).toBe('Нет заказов')
})

import { expect, test } from 'vitest'
import { dayNumber, startOfDay } from '../clock.ts'
import { MECHANISMS } from '../world/demand.ts'
import { lineWriter, rowOf } from './finance-row.ts'
import { makeWbWorld } from './world/index.ts'
import { makeWbMarket } from './world/market.ts'
import { linesOfReport } from './world/reports.ts'

test('lines that are written one after another hold what each of them holds by itself', () => {
  const today = dayNumber('2026-11-24')
  const startDay = today - 120
  const now = startOfDay(today) + 43_200_000
  const world = makeWbWorld({
    seed: 1,
    startDay,
    now,
    script: { since: today, at: now, old: today },
    fbs: true,
    market: makeWbMarket({
      seed: 1,
      startDay,
      cards: 40,
      sizes: { perDay: 20, fbs: true },
      mechanisms: MECHANISMS,
      adsDay: startDay,
      script: () => ({ since: today, at: now, old: today }),
    }),
    signs: { loyalty: -1, schedule: 1 },
    currency: 'RUB',
    scripted: null,
  })
  const write = lineWriter(1, 'RUB')
  const lines = world.reports('weekly').flatMap(report => linesOfReport(report, world.finance))
  expect(lines.length).toBeGreaterThan(2000)
  for (const line of lines) expect(write(line)).toBe(JSON.stringify(rowOf(line, 1, 'RUB')))
})

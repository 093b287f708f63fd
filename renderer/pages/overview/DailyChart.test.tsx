import { expect, it } from 'vitest'
import { markupOf } from '../../markup.tsx'
import { DailyChart } from './DailyChart.tsx'
import { SHOP, sample } from './sample.ts'

const drawn = (topBy: 'revenue' | 'units') =>
  markupOf(
    <DailyChart
      overview={sample({ topBy })}
      shops={[SHOP]}
      today="2026-12-20"
      grain={null}
      onGrain={() => {}}
    />,
  )

it('sums of one currency are drawn, with pieces to choose', () => {
  const html = drawn('revenue')
  expect(html).toContain('Заказано на сумму')
  expect(html).toContain('aria-label="Что показать"')
})

it('with several currencies units are drawn, without a choice', () => {
  const html = drawn('units')
  expect(html).toContain('Заказано, шт.')
  expect(html).not.toContain('Заказано на сумму')
  expect(html).not.toContain('aria-label="Что показать"')
})

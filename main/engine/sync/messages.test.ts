import { expect, test } from 'vitest'
import { initialProgress } from '../../../loaders/core/run/pipeline.ts'
import { messagesOf } from './messages.ts'

const skipped = (step: string, kind: string) => ({
  ...initialProgress(step),
  status: 'skipped' as const,
  kind,
})
const steps = [
  { id: 'ozon.funnel' },
  { id: 'ozon.reviews', ofPlan: true },
  { id: 'ozon.ads' },
  { id: 'wb.supplies', ofChoice: true },
] as const

test('what another subscription has, and what was connected without its keys or its category, is not missing', () => {
  const left = [
    skipped('ozon.reviews', 'no_plan'),
    skipped('ozon.ads', 'no_performance'),
    skipped('wb.supplies', 'no_role'),
  ]
  expect(messagesOf(left, steps)).toEqual([])
})

test('a step that was skipped for any other reason is told', () => {
  const missing = [
    skipped('ozon.reviews', 'no_role'),
    skipped('ozon.funnel', 'no_plan'),
    skipped('wb.supplies', 'token_type'),
  ]
  expect(messagesOf(missing, steps)).toEqual([
    { word: 'step_skipped', details: { step: 'ozon.reviews', kind: 'no_role' } },
    { word: 'step_skipped', details: { step: 'ozon.funnel', kind: 'no_plan' } },
    { word: 'step_skipped', details: { step: 'wb.supplies', kind: 'token_type' } },
  ])
})

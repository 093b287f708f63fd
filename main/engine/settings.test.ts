import { expect, test } from 'vitest'
import { openRecords } from '../../tests/support/records.ts'
import { readBackground, settings } from './settings.ts'
import { readSetting, writeSetting } from './store/records/shops.ts'

test('a pause of all schedules that an earlier release stored stays a pause', () => {
  const dims = openRecords()
  writeSetting(dims, 'background', { held: true, economy: 'always' })
  expect(readBackground(dims)).toMatchObject({ paused: true, economy: 'always', closeToTray: true })
})

test('a pause is stored under the name that earlier releases read, and a resume takes it back', async () => {
  const dims = openRecords()
  const handlers = settings(dims, () => {})
  expect(await handlers['background.set']({ paused: true })).toMatchObject({ paused: true })
  expect(readSetting(dims, 'background')).toMatchObject({ held: true })
  expect(readSetting(dims, 'background')).not.toHaveProperty('paused')
  expect(await handlers['background.set']({ economy: 'battery' })).toMatchObject({ paused: true })
  expect(await handlers['background.set']({ paused: false })).toMatchObject({ paused: false })
  expect(readBackground(dims)).toMatchObject({ paused: false, economy: 'battery' })
})

// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it } from 'vitest'
import { KindError } from '#contract/errors.ts'
import { close, open, page, press, questions, RESTARTED, reply, show, tell } from '../../other-end.tsx'
import type { Filters } from './filters.ts'

const ALL: Filters = { shop: null, kinds: [], period: null, text: '' }
let feed: typeof import('./feed.ts')
function Feed() {
  const { known, error, again } = feed.useFeed(ALL)
  return (
    <button type="button" onClick={again}>
      [{known?.events.length ?? 'unknown'} {error}]
    </button>
  )
}

beforeEach(async () => {
  await open()
  feed = await import('./feed.ts')
})
afterEach(close)

it('a feed that the engine could not give is asked for again when there is another engine', async () => {
  await show(<Feed />)
  await reply(new KindError('engine_lost'))
  expect(page()).toBe('[unknown engine_lost]')
  await tell('app.notice', { word: 'data_newer', details: {} })
  expect(questions()).toEqual([])
  await tell('app.notice', RESTARTED)
  await reply({ events: [], more: false })
  expect(page()).toBe('[0 ]')
})

it('a feed that failed is asked for again by the person once the engine was started', async () => {
  await show(<Feed />)
  await reply(new KindError('data_in_use'))
  await press()
  expect(questions()).toEqual(['engine.start'])
  await reply(new KindError('data_in_use'))
  await reply({ events: [], more: false })
  expect(page()).toBe('[0 ]')
})

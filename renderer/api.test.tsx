// @vitest-environment happy-dom
import { act } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { KindError } from '#contract/errors.ts'
import {
  api,
  close,
  Log,
  line,
  open,
  page,
  press,
  questions,
  RESTARTED,
  reply,
  show,
  tell,
} from './other-end.tsx'

beforeEach(open)
afterEach(close)

function Maybe({ asks }: { readonly asks: boolean }) {
  const { value, again } = api.useCall('shop.list', asks ? undefined : api.skip)
  return (
    <button type="button" onClick={() => void again()}>
      [{value ? value.length : 'unknown'}]
    </button>
  )
}
const Scheme = () => <p>[{api.useCall('settings.get', undefined).value?.colorScheme}]</p>
const Run = ({ shopId }: { readonly shopId: number }) => (
  <p>[{api.useCall('sync.status', { shopId }).value?.percent ?? 'none'}]</p>
)
function Ear({ to }: { readonly to: string[] }) {
  api.useEvent('app.notice', ({ word }) => to.push(word))
  return null
}

function Save() {
  const { run, busy, error } = api.useAction((text: string) => api.call('app.copy', { text }))
  return (
    <>
      [{busy ? 'busy' : 'idle'} {error}]
      <button type="button" onClick={() => void run('one')}>
        save
      </button>
    </>
  )
}

describe('a question', () => {
  it('is not asked where there is nothing to ask about, and shown is what belongs to no other question', async () => {
    await show(<Maybe asks={false} />)
    await tell('shop.changed', { shopId: 1 })
    await tell('app.notice', RESTARTED)
    await press()
    expect(questions()).toEqual([])
    await show(<Maybe asks />)
    await reply([])
    expect(page()).toBe('[0]')
    await show(<Maybe asks={false} />)
    expect(page()).toBe('[unknown]')
  })
})

describe('what failed', () => {
  it('stands beside the last answer, and both stay while it is asked for again', async () => {
    await show(<Log />)
    await reply([line('one')])
    await tell('app.notice', RESTARTED)
    await reply(new KindError('server'))
    expect(page()).toBe('[one server]')
    await tell('app.notice', RESTARTED)
    expect(page()).toBe('[one server]')
    await reply([line('two')])
    expect(page()).toBe('[two ]')
  })

  it('is asked for again by the person once the engine was started, whether it starts or not', async () => {
    await show(<Log />)
    await reply(new KindError('data_in_use'))
    expect(page()).toBe('[unknown data_in_use]')
    for (const started of [undefined, new KindError('data_in_use')]) {
      await press()
      expect(questions()).toEqual(['engine.start'])
      await reply(started)
      expect(page()).toBe('[unknown data_in_use]')
      expect(questions()).toEqual(['log.list'])
      await reply(new KindError('data_in_use'))
    }
    await press()
    await reply(undefined)
    await reply([line('one')])
    expect(page()).toBe('[one ]')
    await press()
    expect(questions()).toEqual(['log.list'])
  })

  it('is tried no second time by itself', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
    await show(<Log />)
    await reply(new KindError('server'))
    await act(async () => vi.advanceTimersByTime(3_600_000))
    expect(questions()).toEqual([])
  })
})

describe('a refresh', () => {
  it('waits for an answer that is newer than the call, behind the one under way', async () => {
    await show(<Log />)
    let done = false
    await act(async () => void api.refresh('log.list', { limit: 1 }).then(() => (done = true)))
    await reply([line('old')])
    expect([page(), done]).toEqual(['[old ]', false])
    await reply([line('new')])
    expect([page(), done]).toEqual(['[new ]', true])
  })

  it('of an unwatched answer is there for the next component; a refresh that fails ends as well, and is shown', async () => {
    await act(async () => void api.refresh('log.list', { limit: 1 }))
    await reply([line('one')])
    await show(<Log />)
    expect(page()).toBe('[one ]')
    await reply([line('one')])
    let done = false
    await act(async () => void api.refresh('log.list', { limit: 1 }).then(() => (done = true)))
    await reply(new KindError('server'))
    expect([page(), done]).toEqual(['[one server]', true])
  })
})

describe('a known answer that is put there', () => {
  it('is shown at once, and an older one that was under way takes no place of it', async () => {
    await show(<Scheme />)
    await act(async () => api.put('settings.get', undefined, { language: null, colorScheme: 'dark' }))
    expect(page()).toBe('[dark]')
    await reply({ language: null, colorScheme: 'light' })
    expect(page()).toBe('[dark]')
    let done = false
    await act(async () => void api.refresh('settings.get', undefined).then(() => (done = true)))
    await reply({ language: null, colorScheme: 'auto' })
    expect([page(), done]).toEqual(['[auto]', true])
  })
})

it('a refresh whose answer is put there meanwhile ends like any other', async () => {
  let done = false
  await act(async () => void api.refresh('settings.get', undefined).then(() => (done = true)))
  await act(async () => api.put('settings.get', undefined, { language: null, colorScheme: 'dark' }))
  expect(done).toBe(true)
  await show(<Scheme />)
  expect(page()).toBe('[dark]')
})

it('progress events are shown without a query, and a background run hides no run that the user waits for', async () => {
  const run = (runId: number, trigger: string, percent: number) => ({
    shopId: 1,
    runId,
    trigger,
    first: false,
    status: 'running',
    percent,
    startedAt: '2026-11-29T10:00:00.000Z',
    endedAt: null,
    secondsLeft: null,
    requests: 0,
    waited: 0,
    steps: [],
  })
  await show([<Run key="1" shopId={1} />, <Run key="2" shopId={2} />])
  await reply(null)
  await reply(null)
  await tell('sync.progress', run(1, 'person', 10))
  expect(page()).toBe('[10][none]')
  await tell('sync.progress', run(2, 'ads', 50))
  expect(page()).toBe('[10][none]')
  await tell('sync.progress', run(1, 'person', 20))
  expect(page()).toBe('[20][none]')
  expect(questions()).toEqual([])
})

it('a component gets events as long as it is mounted', async () => {
  const heard: string[] = []
  await show(<Ear to={heard} />)
  await tell('app.notice', RESTARTED)
  await tell('app.notice', { word: 5 })
  await tell('no.event', RESTARTED)
  await show(null)
  await tell('app.notice', { word: 'data_newer', details: {} })
  expect(heard).toEqual(['engine_restarted'])
})

it('an action is busy until the last press has ended, and says how it failed until it is tried again', async () => {
  await show(<Save />)
  await press('save')
  await press('save')
  await reply(undefined)
  expect(page()).toBe('[busy ]save')
  await reply(new KindError('disk_full'))
  expect(page()).toBe('[idle disk_full]save')
  await press('save')
  expect(page()).toBe('[busy ]save')
  await reply(undefined)
  expect(page()).toBe('[idle ]save')
})

// @vitest-environment happy-dom
import { onlineManager } from '@tanstack/react-query'
import { act } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { KindError } from '#contract/errors.ts'
import {
  api,
  asked,
  close,
  Log,
  line,
  open,
  page,
  questions,
  RESTARTED,
  reply,
  shopOf,
  show,
  tell,
} from './other-end.tsx'

beforeEach(open)
afterEach(close)

let renders = 0
function Counted() {
  renders += 1
  return api.useCall('log.list', { limit: 1 }).value?.length
}
function Covered({ shopIds = null }: { readonly shopIds?: number[] | null }) {
  const { value } = api.useCall('coverage.get', { shopIds })
  return <p>[{value ? value.length : 'unknown'}]</p>
}
const Paused = () => <p>[{String(api.useCall('background.get', undefined).value?.paused)}]</p>

describe('an answer', () => {
  it('that two parts of a page show is asked for once', async () => {
    await show([<Log key="a" />, <Log key="b" />])
    expect(questions()).toEqual(['log.list'])
    await reply([line('one')])
    expect(page()).toBe('[one ][one ]')
    expect(questions()).toEqual([])
  })

  it('that is watched is not requested again by another component', async () => {
    await show([<Log key="a" />])
    await reply([line('one')])
    await show([<Log key="a" />, <Log key="b" />])
    expect(page()).toBe('[one ][one ]')
    expect(questions()).toEqual([])
  })

  it('that failed is requested again by the next component', async () => {
    await show([<Log key="a" />])
    await reply(new KindError('busy'))
    await show([<Log key="a" />, <Log key="b" />])
    expect(questions()).toEqual(['log.list'])
    await reply([line('one')])
    expect(page()).toBe('[one ][one ]')
  })

  it('that was unwatched is shown at once and requested again, whatever its age', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    await show(<Log limit={1} />)
    await reply([line('one')])
    await show(<Log limit={2} />)
    expect(page()).toBe('[unknown ]')
    await reply([line('two')])
    vi.setSystemTime(Date.now() - 3_600_000)
    await show(<Log limit={1} />)
    expect(page()).toBe('[one ]')
    expect(questions()).toEqual(['log.list'])
    await reply([line('new')])
    expect(page()).toBe('[new ]')
    await show(null)
    await show(<Log limit={1} />)
    expect(page()).toBe('[new ]')
    expect(questions()).toEqual(['log.list'])
  })

  it('that was measured from rows a moment ago is shown again without a request', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    await show(<Covered />)
    await reply([])
    await show(null)
    vi.advanceTimersByTime(59_000)
    await show(<Covered />)
    expect(page()).toBe('[0]')
    expect(questions()).toEqual([])
    await show(null)
    vi.advanceTimersByTime(1_000)
    await show(<Covered />)
    expect(page()).toBe('[0]')
    expect(questions()).toEqual(['coverage.get'])
  })

  it('that was measured is requested again once anything happened: an event, an action, or a failure', async () => {
    const back = async () => {
      await show(null)
      await show(<Covered />)
      return questions()
    }
    await show(<Covered />)
    await reply([])
    expect(await back()).toEqual([])
    await show(null)
    await tell('shop.changed', { shopId: 1 })
    await show(<Covered />)
    expect(questions()).toEqual(['coverage.get'])
    // What happens while it is under way may not be in it.
    await tell('shop.changed', { shopId: 1 })
    await reply([])
    expect(await back()).toEqual(['coverage.get'])
    await reply([])
    const renamed = api.call('shop.rename', { shopId: 1, name: 'Other' })
    await act(async () => asked.pop()?.answer(shopOf(1)))
    await renamed
    expect(await back()).toEqual(['coverage.get'])
    await reply(new KindError('busy'))
    expect(await back()).toEqual(['coverage.get'])
  })

  it('that is unwatched for hours is still cached', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    await show(<Log />)
    await reply([line('one')])
    await show(null)
    await act(async () => vi.advanceTimersByTime(6 * 3_600_000))
    await show(<Log />)
    expect(page()).toBe('[one ]')
  })

  it('to an earlier question that comes late takes no place of the one that was asked since', async () => {
    await show(<Log limit={1} />)
    await show(<Log limit={2} />)
    expect(asked.map(({ input }) => input)).toEqual([{ limit: 1 }, { limit: 2 }])
    const [early] = asked.splice(0, 1)
    await reply([line('two')])
    await act(async () => early?.answer([line('one')]))
    expect(page()).toBe('[two ]')
  })

  it('that is equal to the last renders nothing again, nor does a request', async () => {
    await show(<Counted />)
    await reply([line('one')])
    renders = 0
    await tell('app.notice', RESTARTED)
    expect(questions()).toEqual(['log.list'])
    await reply([line('one')])
    expect(renders).toBe(0)
    await tell('app.notice', RESTARTED)
    await reply([line('two')])
    expect(renders).toBe(1)
  })
})

describe('an event', () => {
  it('puts an answer out of date that is under way: another is asked for behind it, and once for several events', async () => {
    await show(<Log />)
    await tell('app.notice', RESTARTED)
    await tell('app.notice', RESTARTED)
    await reply([line('old')])
    expect(page()).toBe('[old ]')
    expect(questions()).toEqual(['log.list'])
    await reply([line('new')])
    expect(page()).toBe('[new ]')
    expect(questions()).toEqual([])
  })

  it('never throws away what is under way: an answer that takes long is shown, however many events come', async () => {
    await show(<Log />)
    await reply([line('one')])
    await tell('app.notice', RESTARTED)
    await tell('app.notice', RESTARTED)
    await reply([line('two')])
    expect(page()).toBe('[two ]')
    expect(questions()).toEqual(['log.list'])
  })

  it('makes a pending unwatched answer out of date, so that a newer one is requested on return', async () => {
    await show(<Log />)
    await show(null)
    await tell('app.notice', RESTARTED)
    await show(<Log />)
    await reply([line('old')])
    await reply([line('new')])
    expect(page()).toBe('[new ]')
  })

  it('requests nothing that is unwatched', async () => {
    await show(<Log />)
    await reply([line('one')])
    await show(null)
    await tell('app.notice', RESTARTED)
    expect(questions()).toEqual([])
  })

  it('that comes many times a second causes one request a second, for the first at once and for the last too', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
    const changed = { shopId: 1, tables: [] }
    const wait = (ms: number) => act(async () => vi.advanceTimersByTime(ms))
    await show(<Covered />)
    await reply([])
    await wait(5_000)
    for (let told = 0; told < 10; told += 1) await tell('data.changed', changed)
    await wait(0)
    expect(questions()).toEqual(['coverage.get'])
    await reply([])
    for (let told = 0; told < 10; told += 1) await tell('data.changed', changed)
    await wait(900)
    expect(questions()).toEqual([])
    await wait(100)
    expect(questions()).toEqual(['coverage.get'])
    await reply([])
    await wait(5_000)
    expect(questions()).toEqual([])
    // What became out of date while nobody watched is asked for again on return.
    for (let told = 0; told < 2; told += 1) await tell('data.changed', changed)
    await wait(0)
    await reply([])
    await tell('data.changed', changed)
    await show(null)
    await wait(5_000)
    expect(questions()).toEqual([])
  })

  it('brings the answer itself where it tells all of it, and what is under way takes no place of it', async () => {
    const background = {
      startAtLogin: null,
      closeToTray: true,
      onlyWhileOpen: false,
      economy: 'off',
      quiet: null,
      olderHistory: true,
      notify: {
        access_lost: true,
        content_changes: true,
        key_expires: true,
        load_finished: true,
        step_failing: true,
      },
      paused: false,
    }
    await show(<Paused />)
    await tell('background.changed', { ...background, paused: true })
    expect(page()).toBe('[true]')
    await reply(background)
    expect(page()).toBe('[true]')
    expect(questions()).toEqual([])
  })
})

it('unwatched answers are evicted, those left longest ago first; watched ones stay', async () => {
  const one = async (limit: number) => {
    await show([<Covered key="kept" />, <Log key={limit} limit={limit} />])
    await reply([line(`answer ${limit}`)])
  }
  await show([<Covered key="kept" />])
  await reply([])
  for (let limit = 1; limit <= 100; limit += 1) await one(limit)
  await show([<Covered key="kept" />])
  const known = async (limit: number) => {
    await show([<Covered key="kept" />, <Log key={limit} limit={limit} />])
    const text = page()
    await reply([line(`answer ${limit}`)])
    return !text.includes('unknown')
  }
  // Forty are kept; coming back moves one to the end of the list.
  expect([await known(61), await known(60), await known(61)]).toEqual([true, false, true])
  for (let limit = 201; limit <= 239; limit += 1) await one(limit)
  expect([await known(61), await known(100)]).toEqual([true, false])
})

it('neither the network nor a look at the window asks for anything, and a computer without a line is answered', async () => {
  onlineManager.setOnline(false)
  try {
    await show(<Log />)
    await reply([line('one')])
    expect(page()).toBe('[one ]')
    await act(async () => {
      onlineManager.setOnline(true)
      window.dispatchEvent(new Event('online'))
      window.dispatchEvent(new Event('focus'))
      document.dispatchEvent(new Event('visibilitychange'))
    })
    expect(questions()).toEqual([])
  } finally {
    onlineManager.setOnline(true)
  }
})

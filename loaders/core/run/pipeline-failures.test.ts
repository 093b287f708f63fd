import { describe, expect, test } from 'vitest'
import { stepOf, streamOf, tableOf, words } from '../../../tests/support/steps.ts'
import { batches } from '../declare/slices.ts'
import { LoadError } from '../errors.ts'

const goods = tableOf('goods')
const prices = tableOf('prices')
const other = tableOf('other')

const shut = new LoadError('later', 'shut', { until: Date.now() + 3_600_000 })

describe('the word on a step', () => {
  test.each([
    ['first', [streamOf('a', goods, shut), streamOf('b', prices, new LoadError('server', 'down'))]],
    ['last', [streamOf('a', goods, new LoadError('server', 'down')), streamOf('b', prices, shut)]],
  ] as const)(
    'is `failed` where one stream failed and the one that was put off came %s',
    async (_, streams) => {
      const { said, ended } = await words([stepOf('both', 'main', ...streams)])
      expect(said).toEqual(['both failed server'])
      expect(ended[0]?.until).toBeNull()
    },
  )

  test('is `later` where one stream was put off and nothing failed, until its instant', async () => {
    const { said, ended } = await words([
      stepOf(
        'both',
        'main',
        streamOf('a', goods, shut),
        streamOf('b', prices, new LoadError('no_role', 'no')),
      ),
    ])
    expect(said).toEqual(['both later later'])
    expect(Date.parse(ended[0]?.until ?? '')).toBe(shut.until)
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 9e15, 1e300])(
    'is `later` whatever instant a marketplace names: %s',
    async until => {
      const { said, ended } = await words([
        stepOf('mad', 'main', streamOf('a', goods, new LoadError('later', 'shut', { until }))),
        stepOf('good', 'main', streamOf('b', prices)),
      ])
      expect(said).toEqual(['mad later later', 'good done -'])
      const said_until = ended[0]?.until ?? null
      if (said_until !== null) expect(Date.parse(said_until)).toBeLessThanOrEqual(Date.now() + 86_400_000)
    },
  )
})

describe('a stream whose ids nobody could bring', () => {
  const bound = streamOf('bound', prices, null, { slices: batches(10, { table: goods, column: 'n' }) })
  const failed = stepOf('list', 'catalogue', streamOf('list', goods, new LoadError('server', 'down')))

  test.each(['catalogue', 'prices'])('fails as they did, in the lane %s', async lane => {
    const { said } = await words([
      failed,
      stepOf('bound', lane, bound),
      stepOf('free', lane, streamOf('free', other)),
    ])
    expect(said).toEqual(['list failed server', 'bound failed server', 'free done -'])
  })

  test('is put off as long as they are', async () => {
    const { ended } = await words([
      stepOf('list', 'catalogue', streamOf('list', goods, shut)),
      stepOf('bound', 'prices', bound),
    ])
    expect(ended.map(({ status }) => status)).toEqual(['later', 'later'])
    expect(ended[1]?.until).toBe(ended[0]?.until)
  })

  test('is done where there are none', async () => {
    const { said } = await words([
      stepOf('list', 'catalogue', streamOf('list', goods)),
      stepOf('bound', 'prices', bound),
    ])
    expect(said).toEqual(['list done -', 'bound done -'])
  })

  test('is read where an earlier run brought some', async () => {
    const { said } = await words([failed, stepOf('bound', 'prices', bound)], { ids: [1] })
    expect(said).toEqual(['list failed server', 'bound done -'])
  })

  test('fails as they did, also where they failed for a reason of this computer', async () => {
    const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' })
    const { said } = await words([
      stepOf('list', 'catalogue', streamOf('list', goods, full)),
      stepOf('bound', 'prices', bound),
    ])
    expect(said).toEqual(['list failed disk_full', 'bound failed disk_full'])
  })

  test('is put off without an instant where they are', async () => {
    const { ended } = await words([
      stepOf('list', 'catalogue', streamOf('list', goods, new LoadError('later', 'shut'))),
      stepOf('bound', 'prices', bound),
    ])
    expect(ended.map(({ status, until }) => [status, until])).toEqual([
      ['later', null],
      ['later', null],
    ])
  })

  test('asks its own table for its own past, whatever befell another that fills it', async () => {
    const own = { ...bound, into: [prices, goods] }
    const { said } = await words([failed, stepOf('own', 'prices', own)])
    expect(said).toEqual(['list failed server', 'own done -'])
  })
})

describe('a store that fails', () => {
  const full = () => {
    throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
  }
  const steps = [
    stepOf('bad', 'main', streamOf('bad', goods, new LoadError('shape', 'no', { captured: {} as never }))),
    stepOf('good', 'main', streamOf('good', prices)),
  ]

  test('to keep an answer spoils the step that met it, and no other', async () => {
    expect((await words(steps, { capture: full })).said[1]).toBe('good done -')
    expect((await words(steps, { capture: full })).said[0]).toMatch(/^bad failed /)
  })

  test('to measure spoils the step, and is told', async () => {
    const { said } = await words(steps.slice(1), { store: { range: async () => full() } })
    expect(said[0]).toMatch(/^good failed (internal|disk_full)$/)
  })
})

test('a slice that fails leaves nothing of it staged', async () => {
  const halves = streamOf('halves', goods, null, {
    source: {
      host: 'wb-common',
      paths: [],
      async *read() {
        yield 1
        throw new LoadError('server', 'down')
      },
    },
  })
  const { said, log } = await words([
    stepOf('halves', 'main', halves),
    stepOf('good', 'main', streamOf('good', prices)),
  ])
  expect(said).toEqual(['halves failed server', 'good done -'])
  expect(log).toEqual(['discarded halves'])
})

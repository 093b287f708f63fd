import { describe, expect, test } from 'vitest'
import { play } from '../../../tests/support/play.ts'
import { LoadError } from '../../core/errors.ts'

const window = { from: '2026-05-01', to: '2026-05-31', window: { start: '2026-05-01', days: 31 } }
const posting = (of: Readonly<Record<string, unknown>> = {}) => ({
  order_id: 39127012767,
  order_number: '9121072335-0187',
  posting_number: '9121072335-0187-1',
  status: 'delivered',
  substatus: 'posting_received',
  created_at: '2026-05-10T23:59:51.653736Z',
  in_process_at: '2026-05-11T00:00:07.716614Z',
  products: [
    {
      sku: 9880276314,
      offer_id: 'A-54',
      name: 'Плед',
      quantity: 2,
      price: { amount: '28990', currency: 'RUB' },
    },
  ],
  ...of,
})
const page = (postings: readonly unknown[], more: Readonly<Record<string, unknown>> = {}) => ({
  postings,
  has_next: false,
  cursor: '',
  ...more,
})
const load = async (...postings: readonly unknown[]) => {
  const played = await play('ozon.orders.fbo', () => page(postings), window)
  return { ...played, orders: played.rows.fact_ozon_orders ?? [] }
}

describe('a posting of Ozon’s warehouse', () => {
  test('belongs to the Moscow day on which it was made', async () => {
    const { orders } = await load(posting())
    expect(orders).toMatchObject([
      {
        dt: '2026-05-11',
        order_date: '2026-05-10T23:59:51.653Z',
        warehouse_mode: 'FBO',
        sku: 9880276314,
        line: 1,
        quantity: 2,
        price: 2899000,
        currency_code: 'RUB',
        commission_amount: null,
      },
    ])
  })

  test('takes each product’s money by its SKU, and a commission of either sign as what Ozon keeps', async () => {
    const products = [11, 22, 33].map(sku => ({ sku, quantity: 1, price: '100' }))
    const { orders } = await load(
      posting({
        products,
        financial_data: {
          cluster_from: 'Омск',
          cluster_to: 'Тверь',
          products: [
            { product_id: '22', old_price: 120, payout: 48, commission_amount: -52, commission_percent: 52 },
            {
              product_id: 11,
              old_price: '150',
              payout: 60,
              commission: { amount: 40, percent: 40, currency: 'RUB' },
            },
          ],
        },
      }),
    )
    expect(
      orders.map(row => [row.sku, row.old_price, row.payout, row.commission_amount, row.cluster_to]),
    ).toEqual([
      [11, 15000, 6000, 4000, 'Тверь'],
      [22, 12000, 4800, 5200, 'Тверь'],
      [33, null, null, null, 'Тверь'],
    ])
  })

  test('that lists one SKU twice keeps both, each with its own money', async () => {
    const { orders } = await load(
      posting({
        products: [
          { sku: 11, quantity: 1, price: '100' },
          { sku: 11, quantity: 1, price: '90' },
        ],
        financial_data: {
          products: [
            { product_id: 11, payout: 50 },
            { product_id: 11, payout: 45 },
          ],
        },
      }),
    )
    expect(orders.map(row => [row.line, row.price, row.payout])).toEqual([
      [1, 10000, 5000],
      [2, 9000, 4500],
    ])
  })

  test.each([
    ['null', null],
    ['{}', {}],
    ['""', ''],
    ['nothing at all', undefined],
  ])('loads when its optional blocks are %s', async (_, nothing) => {
    const blocks = [
      'analytics_data',
      'financial_data',
      'cancellation',
      'legal_info',
      'external_order',
      'substatus',
    ]
    const { orders } = await load(posting(Object.fromEntries(blocks.map(block => [block, nothing]))))
    expect(orders).toMatchObject([{ city: null, cluster_to: null, cancel_reason: null, extra: null }])
  })

  test('of a status that no list knows is loaded and counted', async () => {
    const { orders, unmapped } = await load(posting({ status: 'teleported' }))
    expect(orders).toMatchObject([{ status: 'teleported' }])
    expect(unmapped).toEqual(['posting status: teleported'])
  })

  test('without products leaves a row of no pieces, and without any date one on the first day of its window', async () => {
    const { orders, unmapped } = await load(posting({ products: null, created_at: null, in_process_at: '' }))
    expect(orders).toMatchObject([{ sku: 0, quantity: 0, dt: '2026-05-01' }])
    expect(unmapped).toHaveLength(2)
  })

  test('without a number or a product without an SKU is an error of shape', async () => {
    for (const broken of [posting({ posting_number: '' }), posting({ products: [{ quantity: 1 }] })])
      await expect(load(broken)).rejects.toMatchObject({ kind: 'shape' })
  })

  test('of more pieces than any holds is refused, and its page kept', async () => {
    const [product] = posting().products
    const of = (quantity: number) => load(posting({ products: [{ ...product, quantity }] }))
    expect((await of(1_000_000)).orders).toMatchObject([{ quantity: 1_000_000 }])
    await expect(of(3_000_000_000)).rejects.toMatchObject({ kind: 'shape' })
  })

  test('leaves nobody’s name, address or taxpayer’s number in its row', async () => {
    const { orders } = await load(
      posting({
        customer: { name: 'Иванова Мария', phone: '+79990000000', address: { city: 'Казань' } },
        addressee: { name: 'Иванова Мария' },
        legal_info: { company_name: 'ООО Ромашка', inn: '7700000000', kpp: '1' },
        additional_data: [{ key: 'phone', value: '+79990000000' }],
      }),
    )
    expect(JSON.stringify(orders)).not.toMatch(/Иванова|7999|Казань|Ромашка|7700000000/)
  })
})

describe('the pages of postings', () => {
  const cursors = (requests: readonly { body?: unknown }[]) =>
    requests.map(({ body }) => (body as { cursor: string }).cursor)

  test('go on by cursor while there is a next one, over an empty page too', async () => {
    const pages = [
      page([posting()], { has_next: true, cursor: 'a' }),
      page([], { has_next: true, cursor: 'b' }),
      page([posting({ posting_number: '2' })]),
    ]
    const { rows, requests } = await play('ozon.orders.fbo', (_, asked) => pages[asked - 1], window)
    expect(cursors(requests)).toEqual(['', 'a', 'b'])
    expect(rows.fact_ozon_orders).toHaveLength(2)
    expect(requests[0]?.body).toMatchObject({
      limit: 100,
      filter: { since: '2026-04-30T21:00:00.000Z', to: '2026-05-31T20:59:59.999Z' },
    })
  })

  test('go on behind a full page with a cursor that says no word of more, and end with a shorter one', async () => {
    const full = Array.from({ length: 100 }, (_, index) => posting({ posting_number: `a-${index}` }))
    const answers = [
      page(full, { has_next: undefined, cursor: 'more' }),
      page([posting()], { has_next: undefined, cursor: 'again' }),
    ]
    const { rows, requests } = await play('ozon.orders.fbo', (_, asked) => answers[asked - 1], window)
    expect(requests).toHaveLength(2)
    expect(requests[1]?.body).toMatchObject({ cursor: 'more' })
    expect(rows.fact_ozon_orders).toHaveLength(101)
  })

  test('that repeat their cursor, or promise more without one, are an error of shape', async () => {
    for (const cursor of ['same', '']) {
      const stuck = play('ozon.orders.fbo', () => page([posting()], { has_next: true, cursor }), window)
      await expect(stuck).rejects.toMatchObject({ kind: 'shape' })
    }
  })
})

describe('postings of the seller’s own warehouse', () => {
  test('belong to the Moscow day on which they were taken into work', async () => {
    const fbs = posting({
      created_at: undefined,
      in_process_at: '2026-05-12T20:30:00Z',
      shipment_date: '2026-05-14T10:00:00Z',
    })
    const { rows } = await play('ozon.orders.fbs', () => page([fbs]), window)
    expect(rows.fact_ozon_orders).toMatchObject([
      { dt: '2026-05-12', warehouse_mode: 'FBS', order_date: '2026-05-12T20:30:00.000Z' },
    ])
  })

  test('are none when the first page is refused as a bad request, and a failure when a later one is', async () => {
    const refused = new LoadError('bad_request', '400')
    const none = await play('ozon.orders.fbs', () => refused, window)
    expect(none.rows.fact_ozon_orders).toEqual([])
    expect(none.notices).toEqual(['no_fbs'])
    const later = play(
      'ozon.orders.fbs',
      (_, asked) => (asked === 1 ? page([posting()], { has_next: true, cursor: 'a' }) : refused),
      window,
    )
    await expect(later).rejects.toMatchObject({ kind: 'bad_request' })
  })
})

test('a bad request is a failure where the shop holds a posting of its own warehouse, and none where it holds Ozon’s alone', async () => {
  const refused = new LoadError('bad_request', '400')
  const holding = (...modes: readonly string[]) =>
    play(
      'ozon.orders.fbs',
      () => refused,
      window,
      new Map(),
      async ({ where }) => modes.includes(String(where?.warehouse_mode)),
    )
  await expect(holding('FBO', 'FBS')).rejects.toMatchObject({ kind: 'bad_request' })
  expect((await holding('FBO')).notices).toEqual(['no_fbs'])
})

describe('the methods that were replaced', () => {
  const gone = new LoadError('obsolete', 'page not found')

  test('answer when the present ones are gone: a bare list for FBO', async () => {
    const flat = posting({
      products: [{ sku: 1, quantity: 1, price: '103.00', currency_code: 'RUB' }],
      financial_data: { products: [{ product_id: 1, commission_amount: -53.56, payout: 49.44 }] },
    })
    const { rows, notes, requests } = await play(
      'ozon.orders.fbo',
      ({ path }) => (path.startsWith('/v3') ? gone : { result: [flat] }),
      window,
    )
    expect(rows.fact_ozon_orders).toMatchObject([
      { price: 10300, commission_amount: 5356, currency_code: 'RUB' },
    ])
    expect(notes.get('older_until')).toBe('2026-07-02T09:00:00.000Z')
    expect(requests.at(-1)?.body).toMatchObject({ limit: 1000, offset: 0 })
  })

  test('count what came and not what was asked for when they go on, and a list with its flag for FBS', async () => {
    const { requests } = await play(
      'ozon.orders.fbs',
      ({ path, body }) => {
        if (path.startsWith('/v4')) return gone
        const { offset } = body as { offset: number }
        const postings = offset === 0 ? [posting(), posting({ posting_number: '2' })] : []
        return { result: { postings, has_next: offset === 0 } }
      },
      window,
    )
    expect(requests.slice(1).map(({ body }) => (body as { offset: number }).offset)).toEqual([0, 2])
  })
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ChargeMove, ChargeTypes } from '#contract/charges.ts'
import { words } from '#i18n'
import { allCharges, allTables } from '../../../loaders/index.ts'
import { type Book, chargeBooks, type Part } from '../../../tests/support/charge-books.ts'
import { openStores, type Stores } from '../store/opening/open.ts'
import { moveType } from '../store/records/charge-moves.ts'
import { charges } from './charges.ts'
import { VIEWS } from './views.ts'

const folder = mkdtempSync(join(tmpdir(), 'prilavok-charges-'))
const NOW = Date.parse('2026-11-18T06:00:00Z')
let stores: Stores
let told: { shopId: number; tables: readonly string[] }[] = []
const open = async () => {
  stores = await openStores({
    dataDir: folder,
    migrationsDir: join(import.meta.dirname, '../../../resources/migrations'),
    tables: allTables,
  })
  await run(VIEWS)
}
const run = (...sql: readonly string[]) =>
  stores.facts.exclusive(async connection => {
    for (const one of sql) await connection.run(one)
  })
const handlers = () =>
  charges(
    stores,
    (_, payload) => told.push(payload as (typeof told)[number]),
    () => NOW,
  )
const types = (shopIds: number[] | null = null) => handlers()['charges.types']({ shopIds })
const move = (of: ChargeMove) => handlers()['charges.move'](of)

beforeAll(open)
afterAll(async () => {
  await stores.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  const filled = [
    'fact_ozon_transactions',
    'fact_ozon_transaction_lines',
    'fact_wb_finance',
    'fact_wb_ad_costs',
  ]
  await run(...[...filled, 'dim_ozon_accrual_types'].map(table => `DELETE FROM ${table}`))
  stores.dims.exec('DELETE FROM charge_moves; DELETE FROM shops')
  for (const [id, marketplace] of [
    [1, 'ozon'],
    [2, 'wb'],
    [3, 'ozon'],
  ])
    stores.dims
      .prepare(
        `INSERT INTO shops (id, name, marketplace, demo, status, status_message, created_at, roles, loaded)
         VALUES (?, 'Лавка', ?, 0, 'idle', '{}', '2026-11-01T00:00:00.000Z', '[]', 1)`,
      )
      .run(id, marketplace)
  told = []
})

const { insert, accrual, directory, line } = chargeBooks(run)

/** Each charge as `type, group, roubles`. */
const found = async (columns = 'type, charge_group, amount::VARCHAR AS amount') =>
  (await stores.facts.read(`SELECT ${columns} FROM charges ORDER BY ALL`)).map(row => Object.values(row))

test('a type has the name by which the cabinet knows it, and none where there is none', async () => {
  stores.dims.exec('DELETE FROM dim_ozon_accrual_types')
  const add = stores.dims.prepare(
    'INSERT INTO dim_ozon_accrual_types (shop_id, type_id, name, description) VALUES (?, ?, ?, ?)',
  )
  add.run(1, 32, 'Logistic', 'Логистика')
  add.run(3, 32, 'Logistic', 'Логистика')
  add.run(1, 999, 'New', null)
  await directory(1, { 32: 'Logistic', 999: 'New' })
  await accrual(1, [
    { kind: 'service', type_id: 32, amount: -1 },
    { kind: 'fee', type_id: 999, amount: -2 },
  ])
  await line({ operation_type: 'Хранение', storage_fee: 5 })
  const titles = (await types()).types.map(({ type, title }) => [type, title])
  expect(titles).toContainEqual(['Logistic', 'Логистика'])
  expect(titles).toContainEqual(['New', null])
  expect(titles.filter(([, title]) => title !== null)).toHaveLength(1)
})

describe('a charge of Ozon', () => {
  test('is sorted by the exact name in the directory of its shop, or by its number while none is loaded', async () => {
    await directory(1, { 1: 'Acquiring', 46: 'LastMile', 32: 'logistic' })
    for (const shop of [1, 3])
      await accrual(shop, [
        { kind: 'item_fee', type_id: 1, amount: -1 },
        { kind: 'fee', type_id: 46, amount: -2 },
        { kind: 'service', type_id: 32, amount: -3 },
        { kind: 'service', type_id: 45, amount: -4 },
      ])
    expect(await found('shop_id, type, charge_group')).toEqual([
      [1, '45', null],
      [1, 'Acquiring', 'acquiring'],
      [1, 'LastMile', 'delivery'],
      [1, 'logistic', null],
      [3, 'Acquiring', 'acquiring'],
      [3, 'Logistic', 'delivery'],
      [3, 'PickUpPointReturnAcceptance', 'returns'],
      [3, 'Placements', 'storage'],
    ])
  })

  test('is revenue where it is a sale, commission where it is one, and not sorted where nothing explains it', async () => {
    await accrual(1, [
      { kind: 'sale_amount', amount: 100, sku: 7 },
      { kind: 'commission', type_id: 69, amount: -40.5, sku: 7 },
      { kind: 'unexplained', amount: -0.01 },
      { kind: 'service', amount: -5 },
      { kind: 'fee', type_id: 999, amount: -6 },
    ])
    expect(await found()).toEqual([
      ['999', null, '-6.00'],
      ['SaleCommission', 'commission', '-40.50'],
      ['sale_amount', 'revenue', '100.00'],
      ['service', null, '-5.00'],
      ['unexplained', null, '-0.01'],
    ])
  })

  test('of the older method is sorted by its service, or by its operation where it has no parts', async () => {
    const named = (operation_type: string) => ({ operation_type })
    await accrual(1, [{ kind: 'service', type_name: 'MarketplaceServiceItemReturnFlowLogistic', amount: -1 }])
    await accrual(1, [
      { kind: 'delivery_charge', amount: -2 },
      { kind: 'return_delivery_charge', amount: -3 },
    ])
    await accrual(1, [{ kind: 'unexplained', amount: -4 }], named('OperationMarketplaceServiceStorage'))
    await accrual(1, [{ kind: 'unexplained', amount: -5 }], named('OperationAgentDeliveredToCustomer'))
    await accrual(1, [{ kind: 'service', type_name: 'SomethingNew', amount: -6 }])
    // What the parts of an operation leave over is explained by nothing.
    const rest = [
      { kind: 'return_delivery_charge', amount: -90 },
      { kind: 'unexplained', amount: -10 },
    ]
    await accrual(1, rest, named('OperationItemReturn'))
    expect(await found()).toEqual([
      ['MarketplaceServiceItemReturnFlowLogistic', 'returns', '-1.00'],
      ['OperationAgentDeliveredToCustomer', null, '-5.00'],
      ['OperationMarketplaceServiceStorage', 'storage', '-4.00'],
      ['SomethingNew', null, '-6.00'],
      ['delivery_charge', 'delivery', '-2.00'],
      ['return_delivery_charge', 'returns', '-3.00'],
      ['return_delivery_charge', 'returns', '-90.00'],
      ['unexplained', null, '-10.00'],
    ])
  })

  test('belongs to the product that it names, else says how it is allotted', async () => {
    await accrual(1, [
      { kind: 'fee', type_id: 41, amount: -1 },
      { kind: 'fee', type_id: 54, amount: -2, sku: 7 },
      { kind: 'service', type_id: 32, amount: -3 },
      { kind: 'fee', type_id: 999, amount: -4 },
    ])
    expect(await found('type, allocation, sku')).toEqual([
      ['999', 'none', null],
      ['Logistic', 'none', null],
      ['PayPerClick', 'ads', null],
      ['Promotion', 'row', 7],
    ])
  })

  test('is never lost or counted twice: all charges add up to the accruals of each shop, whatever their types', () => {
    const kind = fc.constantFrom(
      'service',
      'item_fee',
      'fee',
      'container_fee',
      'sale_amount',
      'commission',
      'unexplained',
      'delivery_charge',
    )
    const part = fc.record({
      kind,
      amount: fc.integer({ min: -9_999_999, max: 9_999_999 }).map(kopecks => kopecks / 100),
      type_id: fc.option(fc.integer({ min: 0, max: 140 }), { nil: undefined }),
      type_name: fc.option(fc.constantFrom('Acquiring', 'OperationSetOff', 'x', "o'clock"), {
        nil: undefined,
      }),
      sku: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    }) as fc.Arbitrary<Part>
    const whole = fc.constantFrom<Book>({}, { currency_code: 'KZT' }, { operation_type: 'OperationClaim' })
    const accruals = fc.array(
      fc.tuple(fc.constantFrom(1, 3), fc.array(part, { minLength: 1, maxLength: 4 }), whole),
      { minLength: 1, maxLength: 6 },
    )
    return fc.assert(
      fc.asyncProperty(accruals, fc.boolean(), async (all, hasDirectory) => {
        await run(
          ...['fact_ozon_transactions', 'fact_ozon_transaction_lines', 'dim_ozon_accrual_types'].map(
            table => `DELETE FROM ${table}`,
          ),
        )
        if (hasDirectory) await directory(1, { 1: 'Acquiring', 2: 'Acquiring', 3: '', 69: 'SaleCommission' })
        for (const [shop, parts, of] of all) await accrual(shop, parts, of)
        const sums = (from: string) =>
          stores.facts.read(
            `SELECT shop_id, coalesce(${from === 'charges' ? 'currency' : 'currency_code'}, 'RUB') AS currency, sum(amount)::VARCHAR AS sum FROM ${from} GROUP BY ALL ORDER BY ALL`,
          )
        expect(await sums('charges')).toEqual(await sums('fact_ozon_transactions'))
      }),
      { numRuns: 40 },
    )
  })
})

describe('a charge of Wildberries', () => {
  const sale = {
    operation_type: 'Продажа',
    doc_type_name: 'Продажа',
    quantity: 1,
    retail_price_with_disc: 1000,
    payout_amount: 700,
    nm_id: 5,
  }

  test('of a sale is the seller’s price and, negative, what is kept of it; a return gives both back', async () => {
    await line({ ...sale, acquiring_fee: 12, reward: 15, retail_amount: 800, rebill_logistic_cost: 3 })
    await line({ ...sale, operation_type: 'Возврат', doc_type_name: 'Возврат' })
    expect(await found('type, charge_group, amount::VARCHAR, product_id')).toEqual([
      ['commission', 'commission', '-300.00', 5],
      ['commission', 'commission', '300.00', 5],
      ['sale_amount', 'revenue', '-1000.00', 5],
      ['sale_amount', 'revenue', '1000.00', 5],
    ])
  })

  test('is sorted by its operation, by its column and, where these divide it, by its text', async () => {
    for (const bonus_type_name of ['К клиенту при продаже', 'От клиента при возврате', 'К клиенту на луну'])
      await line({ operation_type: 'Логистика', bonus_type_name, delivery_service: 50 })
    await line({ operation_type: 'Хранение', storage_fee: 7, nm_id: 0 })
    await line({ operation_type: 'Штраф', bonus_type_name: 'За что угодно', penalty_total: 8 })
    await line({ operation_type: 'Штраф', deduction: 9 })
    await line({ operation_type: 'Компенсация ущерба', doc_type_name: 'Возврат', payout_amount: 10 })
    await line({ operation_type: 'Нечто новое', deduction: 11 })
    await line({ operation_type: null, deduction: 12 })
    await line({
      operation_type: 'Разовое изменение срока перечисления денежных средств',
      payment_schedule: -1,
    })
    expect(await found()).toEqual([
      ['deduction', null, '-12.00'],
      ['Компенсация ущерба', 'compensation', '-10.00'],
      ['Логистика: К клиенту на луну', null, '-50.00'],
      ['Логистика: К клиенту при продаже', 'delivery', '-50.00'],
      ['Логистика: От клиента при возврате', 'returns', '-50.00'],
      ['Нечто новое', null, '-11.00'],
      ['Разовое изменение срока перечисления денежных средств', 'cash_only', '-1.00'],
      ['Хранение', 'storage', '-7.00'],
      ['Штраф', 'fine', '-8.00'],
      ['Штраф (deduction)', null, '-9.00'],
    ])
  })

  test.each([
    ['storage_fee', 'Хранение', 'storage'],
    ['acceptance_fee', 'Обработка товара', 'supply'],
    ['penalty_total', 'Штраф', 'fine'],
    ['cashback_commission_change', 'Стоимость участия в программе лояльности', 'loyalty'],
    ['cashback_amount', 'Сумма, удержанная за начисленные баллы программы лояльности', 'loyalty'],
  ])('in %s is what the column says, whatever the operation', async (column, type, group) => {
    for (const operation_type of ['Логистика', 'Пересчёт за прошлые дни', '', null])
      await line({ operation_type, [column]: 9 })
    await line({ ...sale, [column]: -2 })
    expect((await found()).filter(([name]) => name !== 'sale_amount' && name !== 'commission')).toEqual([
      ...Array(4).fill([type, group, '-9.00']),
      [type, group, '2.00'],
    ])
  })

  test('belongs to the card that it names, else says how it is allotted', async () => {
    await line({ operation_type: 'Хранение', storage_fee: 7, nm_id: 0 })
    await line({ operation_type: 'Хранение', storage_fee: 8, nm_id: 5 })
    expect(await found('amount::VARCHAR, allocation, product_id, sku')).toEqual([
      ['-7.00', 'storage', null, null],
      ['-8.00', 'row', 5, 5],
    ])
  })

  test('is a known deduction by the words of its text, whatever stands around them, and moves no money in time', async () => {
    const held = (bonus_type_name: string, sums: Book) =>
      line({ operation_type: 'Удержание', bonus_type_name, ...sums })
    await held('Услуги по продвижению WB, договор 7', { deduction: 100 })
    await held('«Джем» за месяц', { deduction: 20 })
    await held('Утилизация невостребованного', { deduction: 3 })
    await held('Минимальный платёж', { bonus_amount: 1 })
    await held('Корректировка по минимальному платежу', { bonus_amount: 4 })
    await line({ operation_type: 'Продажа', doc_type_name: 'Продажа', payment_schedule: -1 })
    expect(await found()).toEqual([
      ['Разовое изменение срока перечисления денежных средств', 'cash_only', '-1.00'],
      ['Удержание: Оказание услуг «ВБ.Продвижение»', 'ads_settlement', '-100.00'],
      ['Удержание: Остаток по минимальному платежу', 'correction', '-1.00'],
      ['Удержание: Остаток по минимальному платежу', 'correction', '-4.00'],
      ['Удержание: Предоставление услуг по подписке «Джем»', 'subscription', '-20.00'],
      ['Удержание: Утилизация товара', 'disposal', '-3.00'],
    ])
  })

  test('for advertising is counted once: as it was charged, not as it was deducted; what was given stands apart', async () => {
    const cost = { shop_id: 2, advert_id: 1, dt: '2026-11-02', line: 1 }
    await run(
      insert('fact_wb_ad_costs', [
        { ...cost, payment_type: 'Баланс', amount: 100 },
        { ...cost, payment_type: 'Счет', amount: 20 },
        { ...cost, payment_type: 'Бонусы', amount: 3 },
        { ...cost, payment_type: 'Кэшбэк', amount: 4 },
        { ...cost, payment_type: 'Жетоны', amount: 5 },
      ]),
    )
    const text = (number: number) => `Оказание услуг «ВБ.Продвижение», документ №${number}`
    await line({ operation_type: 'Удержание', bonus_type_name: text(1), deduction: 60 })
    await line({ operation_type: 'Удержание', bonus_type_name: text(2), deduction: 40 })
    await line({ operation_type: 'Удержания', bonus_type_name: 'Новая услуга, документ №3', deduction: 9 })
    expect(await found()).toEqual([
      ['Баланс', 'ads', '-100.00'],
      ['Бонусы', 'bonus', '-3.00'],
      ['Бонусы', 'bonus', '-4.00'],
      ['Жетоны', null, '-5.00'],
      ['Счет', 'ads', '-20.00'],
      ['Удержание: Оказание услуг «ВБ.Продвижение»', 'ads_settlement', '-40.00'],
      ['Удержание: Оказание услуг «ВБ.Продвижение»', 'ads_settlement', '-60.00'],
      ['Удержания: Новая услуга', null, '-9.00'],
    ])
  })

  test('is never lost or counted twice: without advertising charges add up to what the reports pay', () => {
    const sum = fc.option(
      fc.integer({ min: -99_999, max: 99_999 }).map(kopecks => kopecks / 100),
      { nil: null },
    )
    const report = fc.record({
      operation_type: fc.constantFrom(
        'Продажа',
        'Возврат',
        'Сторно продаж',
        'Логистика',
        'Удержание',
        'Штраф',
        'Нечто',
        '',
        null,
      ),
      doc_type_name: fc.constantFrom('Продажа', 'Возврат', '', null),
      bonus_type_name: fc.constantFrom('К клиенту при продаже', 'Нечто', '', null),
      quantity: fc.constantFrom(0, 1, 2, null),
      retail_price_with_disc: sum,
      payout_amount: sum,
      delivery_service: sum,
      storage_fee: sum,
      acceptance_fee: sum,
      penalty_total: sum,
      deduction: sum,
      bonus_amount: sum,
      cashback_amount: sum,
      cashback_commission_change: sum,
      payment_schedule: sum,
      acquiring_fee: sum,
      reward: sum,
      rebill_logistic_cost: sum,
    })
    const minus = [
      'delivery_service',
      'storage_fee',
      'acceptance_fee',
      'penalty_total',
      'deduction',
      'bonus_amount',
      'cashback_amount',
      'cashback_commission_change',
    ]
    const paid = `CASE doc_type_name WHEN 'Возврат' THEN -coalesce(payout_amount, 0) ELSE coalesce(payout_amount, 0) END ${minus.map(column => `- coalesce(${column}, 0)`).join(' ')} + coalesce(payment_schedule, 0)`
    return fc.assert(
      fc.asyncProperty(fc.array(report, { minLength: 1, maxLength: 8 }), async reports => {
        await run('DELETE FROM fact_wb_finance')
        for (const one of reports) await line(one)
        const [charged] = await stores.facts.read(
          `SELECT coalesce(sum(amount), 0)::DECIMAL(18, 2)::VARCHAR AS sum FROM charges`,
        )
        expect([charged]).toEqual(
          await stores.facts.read(`SELECT sum(${paid})::DECIMAL(18, 2)::VARCHAR AS sum FROM fact_wb_finance`),
        )
      }),
      { numRuns: 40 },
    )
  })
})

describe('the types of charges', () => {
  const logistic = (amount: number, shop = 1) => accrual(shop, [{ kind: 'service', type_id: 32, amount }])

  test('are those with money in the books of the shops asked for, unsorted first, the largest first', async () => {
    await logistic(-100)
    await logistic(-0.5, 3)
    await accrual(1, [
      { kind: 'fee', type_id: 999, amount: -1 },
      { kind: 'fee', type_id: 998, amount: -2 },
    ])
    await accrual(3, [{ kind: 'service', type_id: 1, amount: 0 }])
    await accrual(1, [{ kind: 'service', type_id: 32, amount: -3 }], { currency_code: 'KZT' })
    await line({ operation_type: 'Хранение', storage_fee: 7 })
    const all = await types()
    expect(
      all.types.map(({ marketplace, type, group, lines, sums }) => [marketplace, type, group, lines, sums]),
    ).toEqual([
      ['ozon', '998', null, 1, [{ currency: 'RUB', sum: -200 }]],
      ['ozon', '999', null, 1, [{ currency: 'RUB', sum: -100 }]],
      [
        'ozon',
        'Logistic',
        'delivery',
        3,
        [
          { currency: 'KZT', sum: -300 },
          { currency: 'RUB', sum: -10_050 },
        ],
      ],
      ['wb', 'Хранение', 'storage', 1, [{ currency: 'RUB', sum: -700 }]],
    ])
    expect((await types([3])).types).toMatchObject([{ type: 'Logistic', lines: 1, sums: [{ sum: -50 }] }])
    expect((await types([])).types).toEqual([])
    expect(all.directories).toEqual(
      allCharges.map(({ marketplace, directory: { source, date } }) => ({ marketplace, source, date })),
    )
  })

  test('say which of them are disputed, which cannot be moved, and are told whatever they are called', async () => {
    await accrual(1, [
      { kind: 'fee', type_id: 8, amount: -1 },
      { kind: 'fee', type_id: 46, amount: -2 },
      { kind: 'sale_amount', amount: 3 },
      { kind: 'service', type_name: '', amount: -4 },
    ])
    await line({ operation_type: 'Удержание', bonus_type_name: 'я'.repeat(3000), deduction: 5 })
    const answered = ChargeTypes.parse(await types())
    expect(
      answered.types.map(({ type, movable, disputed }) => [type.slice(0, 20), movable, disputed]),
    ).toEqual([
      ['Удержание: яяяяяяяяя', true, false],
      ['service', true, false],
      ['sale_amount', false, false],
      ['Placements', true, false],
      ['ClaimCommission', true, true],
    ])
  })

  test('that are only codes of ours have words in both languages', async () => {
    const kinds = ['service', 'item_fee', 'fee', 'container_fee', 'delivery_charge', 'return_delivery_charge']
    await accrual(
      1,
      [...kinds, 'unexplained'].map(kind => ({ kind, amount: -1 })),
    )
    const columns = ['payout_amount', 'delivery_service', 'deduction', 'bonus_amount']
    for (const column of columns) await line({ operation_type: null, [column]: 1 })
    const codes = (await types()).types.map(({ type }) => type).filter(type => /^[a-z_]+$/.test(type))
    expect(codes.toSorted()).toEqual([...kinds, 'unexplained', ...columns].toSorted())
    for (const code of codes)
      for (const language of ['ru', 'en'] as const) expect(words(language).charge(code), code).not.toBeNull()
  })

  test('are moved by a person for all shops of the marketplace, and back again; their lines follow', async () => {
    await logistic(-100)
    await line({ operation_type: 'Хранение', storage_fee: 7 })
    await move({ marketplace: 'ozon', type: 'Logistic', group: 'supply' })
    const moved = {
      type: 'Logistic',
      group: 'supply',
      directoryGroup: 'delivery',
      movedAt: '2026-11-18T06:00:00.000Z',
      movable: true,
    }
    expect((await types()).types).toContainEqual(expect.objectContaining(moved))
    expect(await found('type, charge_group, directory_group')).toEqual([
      ['Logistic', 'supply', 'delivery'],
      ['Хранение', 'storage', 'storage'],
    ])
    expect(told).toEqual([1, 3].map(shopId => ({ shopId, tables: ['charge_moves'] })))
    await move({ marketplace: 'ozon', type: 'Logistic', group: null })
    expect((await types()).types).toContainEqual(
      expect.objectContaining({ ...moved, group: 'delivery', movedAt: null }),
    )
    expect(await found('type, charge_group')).toContainEqual(['Logistic', 'delivery'])
  })

  test('that were moved are allotted to products as their new line is, and as before when they are moved back', async () => {
    await accrual(1, [
      { kind: 'fee', type_id: 46, amount: -1 },
      { kind: 'fee', type_id: 999, amount: -2 },
      { kind: 'fee', type_id: 999, amount: -3, sku: 7 },
    ])
    const allotted = () => found('type, allocation')
    expect(await allotted()).toEqual([
      ['999', 'none'],
      ['999', 'row'],
      ['Placements', 'storage'],
    ])
    await move({ marketplace: 'ozon', type: '999', group: 'ads' })
    await move({ marketplace: 'ozon', type: 'Placements', group: 'delivery' })
    // No product is named, and delivery is of those that a line names.
    expect(await allotted()).toEqual([
      ['999', 'ads'],
      ['999', 'row'],
      ['Placements', 'none'],
    ])
    await move({ marketplace: 'ozon', type: 'Placements', group: null })
    expect(await allotted()).toContainEqual(['Placements', 'storage'])
  })

  test('keep every move with its time, and the last one holds, also where the clock was put back', async () => {
    await logistic(-100)
    const to = (group: ChargeMove['group'], at: string) =>
      charges(
        stores,
        () => {},
        () => Date.parse(at),
      )['charges.move']({ marketplace: 'ozon', type: 'Logistic', group })
    await to('supply', '2026-11-20T06:00:00.000Z')
    await to(null, '2026-11-21T06:00:00.000Z')
    await to(null, '2026-11-22T06:00:00.000Z')
    await to('returns', '2026-11-19T06:00:00.000Z')
    expect(
      await stores.facts.read('SELECT number, charge_group, moved_at FROM charge_moves ORDER BY number'),
    ).toMatchObject([
      { number: 1, charge_group: 'supply' },
      { number: 2, charge_group: null },
      { number: 3, charge_group: 'returns' },
    ])
    expect(await found('type, charge_group')).toEqual([['Logistic', 'returns']])
    expect((await types()).types).toMatchObject([{ group: 'returns', movedAt: '2026-11-19T06:00:00.000Z' }])
  })

  test('are moved one by one: neither another type nor the same name at the other marketplace follows', async () => {
    await logistic(-100)
    for (const type_name of ['Нечто', 'Иное']) await accrual(1, [{ kind: 'service', type_name, amount: -1 }])
    await line({ operation_type: 'Нечто', deduction: 1 })
    await move({ marketplace: 'ozon', type: 'Нечто', group: 'other' })
    expect(await found('marketplace, type, charge_group')).toEqual([
      ['ozon', 'Logistic', 'delivery'],
      ['ozon', 'Иное', null],
      ['ozon', 'Нечто', 'other'],
      ['wb', 'Нечто', null],
    ])
  })

  test('that nobody sorted are sorted by a person; a moved one stays in the list without its lines', async () => {
    await accrual(1, [{ kind: 'fee', type_id: 999, amount: -1 }])
    await move({ marketplace: 'ozon', type: '999', group: 'fine' })
    expect(await found()).toEqual([['999', 'fine', '-1.00']])
    await run('DELETE FROM fact_ozon_transaction_lines')
    expect((await types()).types).toMatchObject([
      { type: '999', group: 'fine', directoryGroup: null, movedAt: expect.any(String), lines: 0, sums: [] },
    ])
    await move({ marketplace: 'ozon', type: '999', group: null })
    expect((await types()).types).toEqual([])
  })

  test('stay moved over a restart, also where the app ended before the move was copied', async () => {
    await logistic(-100)
    await accrual(1, [{ kind: 'item_fee', type_id: 1, amount: -1 }])
    await move({ marketplace: 'ozon', type: 'Logistic', group: 'supply' })
    moveType(stores.dims, { marketplace: 'ozon', type: 'Acquiring', group: 'other' }, NOW)
    expect(await found('type, charge_group')).toContainEqual(['Acquiring', 'acquiring'])
    await stores.close()
    await open()
    expect(await found('type, charge_group')).toEqual([
      ['Acquiring', 'other'],
      ['Logistic', 'supply'],
    ])
  })

  test.each([
    ['a type that occurs nowhere', { marketplace: 'ozon', type: 'Нет такого', group: 'fine' }],
    ['a type of the other marketplace', { marketplace: 'wb', type: 'Acquiring', group: 'fine' }],
    ['revenue', { marketplace: 'ozon', type: 'sale_amount', group: 'fine' }],
    ['what was given for advertising', { marketplace: 'wb', type: 'Бонусы', group: 'ads' }],
  ] as const)('cannot be moved: %s', async (_, asked) => {
    await logistic(-100)
    await expect(move(asked)).rejects.toMatchObject({ kind: 'bad_input' })
    expect(stores.dims.prepare('SELECT count(*) FROM charge_moves').pluck().get()).toBe(0)
    expect(told).toEqual([])
  })
})

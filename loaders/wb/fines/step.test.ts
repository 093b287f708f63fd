import { describe, expect, test } from 'vitest'
import { play } from '../../../tests/support/play.ts'

const PHOTO = 'https://static-basket-09.wbbasket.ru/vol184/obmer-tovarov/1.webp'

describe('fines for sizes', () => {
  const fine = {
    nmId: 9234567890,
    subjectName: 'Костюмы спортивные',
    dimId: 98151405,
    prcOver: 130.71,
    volume: 6.47,
    width: 7,
    length: 28,
    height: 33,
    volumeSup: 4.95,
    widthSup: 30,
    lengthSup: 33,
    heightSup: 5,
    photoUrls: [PHOTO],
    dtBonus: '2026-06-02T00:00:00Z',
    isValid: true,
    isValidDt: '2026-05-29T13:35:57Z',
    reversalAmount: 0,
    penaltyAmount: 449.83,
  }
  const page = (reports: unknown) => ({ data: { reports, total: 1 } })

  test('have both sizes, the photos and what was given back', async () => {
    const annulled = { ...fine, dimId: 97079587, isValid: false, reversalAmount: 449.83 }
    const { rows, requests } = await play('wb.fines.measurements', () => page([fine, annulled]))
    expect(requests.map(({ query }) => query)).toEqual([
      { dateTo: '2026-07-01T20:59:59.999Z', limit: 1000, offset: 0 },
    ])
    expect(rows.fact_wb_measurement_penalties).toMatchObject([
      {
        dt: '2026-06-02',
        nm_id: 9234567890,
        dim_id: 98151405,
        penalty_amount: 44983,
        reversal_amount: 0,
        is_valid: true,
        decided_at: '2026-05-29T13:35:57.000Z',
        volume: 6.47,
        card_volume: 4.95,
        height: 33,
        card_height: 5,
        photos: [PHOTO],
      },
      { dim_id: 97079587, penalty_amount: 44983, reversal_amount: 44983, is_valid: false },
    ])
  })

  test('a fine at night in Moscow is of that day', async () => {
    const { rows } = await play('wb.fines.measurements', () =>
      page([{ ...fine, dtBonus: '2026-06-02T21:30:00Z' }]),
    )
    expect(rows.fact_wb_measurement_penalties).toMatchObject([{ dt: '2026-06-03' }])
  })

  test('a full page has another behind it', async () => {
    const full = Array.from({ length: 1000 }, (_, dimId) => ({ ...fine, dimId: dimId + 1 }))
    const { rows, requests } = await play('wb.fines.measurements', ({ query }) =>
      page(query?.offset === 0 ? full : [fine]),
    )
    expect(requests.map(({ query }) => query?.offset)).toEqual([0, 1000])
    expect(rows.fact_wb_measurement_penalties).toHaveLength(1001)
  })

  test('a fine without its day is an error of shape', async () => {
    const answer = page([{ ...fine, dtBonus: null }])
    await expect(play('wb.fines.measurements', () => answer)).rejects.toMatchObject({ kind: 'shape' })
  })
})

const substitution = {
  dtBonus: '2026-06-02T00:00:00Z',
  nmId: 544454,
  oldShkId: 26624352356,
  oldColor: 'темно-синий,голубой',
  oldSize: 'A',
  oldSku: '54532562',
  oldVendorCode: '23535 Стемпинг 500',
  newShkId: 123333223,
  newColor: 'красный',
  newSize: 'B',
  newSku: '12323332223',
  newVendorCode: 'wh-service-podmena',
  bonusSumm: 247.5,
  bonusType: 'Подмена FBW',
  photoUrls: [PHOTO],
}

test('a substitution has what was expected, what was found, and the photos', async () => {
  const row = substitution
  const bare = { dtBonus: row.dtBonus, nmId: 544454, bonusSumm: 10 }
  const { rows } = await play('wb.fines.substitutions', () => ({ data: { reports: [row, bare], total: 2 } }))
  expect(rows.fact_wb_substitutions).toMatchObject([
    {
      dt: '2026-06-02',
      charged_at: '2026-06-02T00:00:00.000Z',
      nm_id: 544454,
      old_shk_id: 26624352356,
      new_shk_id: 123333223,
      bonus_type: 'Подмена FBW',
      line: 1,
      amount: 24750,
      old_vendor_code: '23535 Стемпинг 500',
      new_vendor_code: 'wh-service-podmena',
      photos: [PHOTO],
    },
    { old_shk_id: 0, new_shk_id: 0, bonus_type: '', amount: 1000, photos: null },
  ])
})

test('substitutions of units without a label are as many as there are, on the next page too', async () => {
  const bare = { ...substitution, oldShkId: null, newShkId: undefined }
  const full = Array.from({ length: 1000 }, (_, nm) => ({ ...bare, nmId: nm + 1 }))
  const { rows } = await play('wb.fines.substitutions', ({ query }) => ({
    data: { reports: query?.offset === 0 ? full : [full[999], full[999]], total: 1002 },
  }))
  expect(rows.fact_wb_substitutions).toHaveLength(1002)
  expect(rows.fact_wb_substitutions?.slice(999).map(({ nm_id, line }) => [nm_id, line])).toEqual([
    [1000, 1],
    [1000, 2],
    [1000, 3],
  ])
})

describe('self-purchases', () => {
  const order = {
    nmID: 123456789,
    sum: 3540,
    currency: 'RUB',
    dateFrom: '2026-06-17',
    dateTo: '2026-06-23',
  }

  test('are orders of a week; two of one card at one price are two', async () => {
    const { rows, requests } = await play('wb.fines.self_buyouts', () => ({ details: [order, order] }))
    expect(requests).toHaveLength(1)
    expect(rows.fact_wb_self_buyouts).toEqual(
      [1, 2].map(line => ({
        dt: '2026-06-23',
        nm_id: 123456789,
        line,
        date_from: '2026-06-17',
        order_sum: 354000,
        currency: 'RUB',
      })),
    )
  })

  test.each([[{ details: [] }], [{ details: null }], [null]])('none are no row: %j', async answer => {
    const { rows } = await play('wb.fines.self_buyouts', () => answer)
    expect(rows.fact_wb_self_buyouts).toEqual([])
  })
})

describe('fines for marking', () => {
  const fine = {
    amount: 1500,
    date: '2026-06-26T01:00:00Z',
    incomeId: 18484008,
    nmID: 49434732,
    photoUrls: [PHOTO],
    shkID: 17346434621,
    sku: '4630153500834',
  }
  const JUNE = { window: { start: '2026-06-01', days: 31 }, from: '2026-06-01', to: '2026-06-30' }

  test('have the unit, the supply and the photos', async () => {
    const { rows, requests } = await play('wb.fines.labelling', () => ({ report: [fine] }), JUNE)
    expect(requests.map(({ query }) => query)).toEqual([{ dateFrom: '2026-06-01', dateTo: '2026-06-30' }])
    expect(rows.fact_wb_labelling_fines).toEqual([
      {
        dt: '2026-06-26',
        nm_id: 49434732,
        shk_id: 17346434621,
        line: 1,
        fined_at: '2026-06-26T01:00:00.000Z',
        amount: 150000,
        income_id: 18484008,
        barcode: '4630153500834',
        photos: [PHOTO],
      },
    ])
  })

  test('stay in the days that they were asked with, wherever the marketplace cuts its days', async () => {
    const late = { ...fine, date: '2026-06-30T22:00:00Z' }
    const { rows } = await play('wb.fines.labelling', () => ({ report: [late] }), JUNE)
    expect(rows.fact_wb_labelling_fines).toMatchObject([
      { dt: '2026-06-30', fined_at: '2026-06-30T22:00:00.000Z' },
    ])
  })

  test('of units without a label are as many as there are', async () => {
    const bare = { ...fine, shkID: null }
    const { rows } = await play('wb.fines.labelling', () => ({ report: [fine, bare, bare] }), JUNE)
    expect(rows.fact_wb_labelling_fines?.map(({ shk_id, line }) => [shk_id, line])).toEqual([
      [17346434621, 1],
      [0, 1],
      [0, 2],
    ])
  })

  test.each([
    ['2026-05-31T09:00:00Z', '2026-06-01'],
    ['2026-07-01T09:00:00Z', '2026-06-30'],
  ])('of the day before or after, %s, are of the first or last day asked for', async (date, dt) => {
    const { rows } = await play('wb.fines.labelling', () => ({ report: [{ ...fine, date }] }), JUNE)
    expect(rows.fact_wb_labelling_fines).toMatchObject([{ dt }])
  })

  test.each(['2026-05-30T09:00:00Z', '2026-07-02T09:00:00Z'])(
    'of a day that was not asked for, %s, are an error of shape',
    async date => {
      const read = play('wb.fines.labelling', () => ({ report: [{ ...fine, date }] }), JUNE)
      await expect(read).rejects.toMatchObject({ kind: 'shape' })
    },
  )

  test('none are no row', async () => {
    const { rows } = await play('wb.fines.labelling', () => null, JUNE)
    expect(rows.fact_wb_labelling_fines).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { KindError } from '#contract/errors.ts'
import { steps as ozon } from '../../loaders/ozon/index.ts'
import { steps as wb } from '../../loaders/wb/index.ts'
import { whichSteps } from './steps.ts'

const shop = (name: string, steps: readonly { readonly id: string }[]) => ({
  name,
  steps: steps.map(step => step.id),
})
const both = [shop('o', ozon), shop('w', wb)]
const told = (asked: readonly string[], shops = both) =>
  Object.fromEntries(whichSteps(asked, shops).map(({ of, steps }) => [of.name, steps]))

describe('steps that are asked for', () => {
  it('may be named in full: only the shops of that marketplace load', () => {
    expect(told(['ozon.orders'])).toEqual({ o: ['ozon.orders'] })
    expect(told(['wb.finance', 'ozon.ads'])).toEqual({ o: ['ozon.ads'], w: ['wb.finance'] })
  })
  it('may be named without the marketplace: every shop that has such a step loads it', () => {
    expect(told(['orders', 'snapshot'])).toEqual({ o: ['ozon.snapshot', 'ozon.orders'], w: ['wb.orders'] })
  })
  it('may be counted from 1, in each list by itself', () => {
    const last = ozon.length
    expect(last).toBeGreaterThan(wb.length)
    expect(told(['1', String(last)])).toEqual({ o: [ozon[0]?.id, ozon[last - 1]?.id], w: [wb[0]?.id] })
  })
  it('come once, in the order of the list, however often and in which order they are said', () => {
    expect(told(['orders', 'ozon.orders', '1', 'orders'], [shop('o', ozon)])).toEqual({
      o: ['ozon.catalogue', 'ozon.orders'],
    })
  })
  it('are refused when nobody has them, with the names of those that there are', () => {
    for (const word of ['order', '0', String(ozon.length + 1), 'ozon.', '', 'ozon', '01']) {
      const ask = () => whichSteps(['orders', word], both)
      expect(ask).toThrow(KindError)
      expect(ask).toThrow(/no step .*; there are ozon\.catalogue, .*wb\.content/)
    }
  })
})

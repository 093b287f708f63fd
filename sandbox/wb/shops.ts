import type { Signs } from './world/finance.ts'

/** A shop of the sandbox on Wildberries. */
export type WbProfile = {
  readonly name: string
  readonly title: string
  readonly tradeMark: string
  /** The seller id: the key of every limit. */
  readonly sid: string
  readonly oid: number
  readonly seed: number
  /** Days of life before the sandbox starts. */
  readonly age: number
  /** Relative size; 0 = a shop that has nothing yet. */
  readonly size: number
  readonly jam: boolean
  /** Whether it sells from warehouses of its own too. */
  readonly fbs: boolean
  readonly signs: Signs
}

/** The shops; a veteran is older than the finance reports (2024-01-29), an empty one has no card. */
export const WB_SHOPS: readonly WbProfile[] = [
  {
    name: 'wb-demo',
    title: 'ИП Соколова А. В.',
    tradeMark: 'Тихий дом',
    sid: 'e8923014-e233-4784-898e-3cc86d67ea61',
    oid: 1_187_402,
    seed: 101,
    age: 400,
    size: 1,
    jam: true,
    fbs: true,
    signs: { loyalty: -1, schedule: 1 },
  },
  {
    name: 'wb-second',
    title: 'ООО «Лавка у реки»',
    tradeMark: 'Лавка у реки',
    sid: '0b5d2c8a-54f1-4c0e-9d3a-71c2aa90be12',
    oid: 2_204_911,
    seed: 102,
    age: 400,
    size: 0.6,
    jam: false,
    fbs: false,
    signs: { loyalty: -1, schedule: -1 },
  },
  {
    name: 'wb-veteran',
    title: 'ИП Ветров П. К.',
    tradeMark: 'Старый причал',
    sid: '6cf0a3c1-8d7e-4b54-a0c4-2e9d14b7f003',
    oid: 310_228,
    seed: 103,
    age: 1100,
    size: 0.1,
    jam: true,
    fbs: false,
    signs: { loyalty: 1, schedule: 1 },
  },
  {
    name: 'wb-empty',
    title: 'ИП Новикова Е. Д.',
    tradeMark: '',
    sid: 'f3a9e7d4-1b62-4d8f-8e55-90c7b6a1d204',
    oid: 4_000_317,
    seed: 104,
    age: 3,
    size: 0,
    jam: false,
    fbs: false,
    signs: { loyalty: -1, schedule: 1 },
  },
]

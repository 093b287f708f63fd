import { ON_WB } from '../world/disagreements.ts'
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
  /** Of its money (ISO 4217). */
  readonly currency: string
  /** The disagreement that it is made with, if any. */
  readonly scripted: (typeof ON_WB)[number] | null
}

/** The shops; a veteran is older than the finance reports (2024-01-29), an empty one has no card; of the last ones each has a disagreement of its own. */
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
    currency: 'RUB',
    scripted: null,
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
    currency: 'RUB',
    scripted: null,
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
    currency: 'RUB',
    scripted: null,
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
    currency: 'RUB',
    scripted: null,
  },
  {
    name: 'wb-belarus',
    title: 'ИП Янкоўская М. С.',
    tradeMark: 'Лён і лаўка',
    sid: '7a6e2f10-3b9c-4d85-8e21-6f0d5c4b3a05',
    oid: 3_770_015,
    seed: 105,
    age: 400,
    size: 0.4,
    jam: true,
    fbs: false,
    signs: { loyalty: -1, schedule: 1 },
    currency: 'BYN',
    scripted: null,
  },
  ...ON_WB.map(
    (id): WbProfile => ({
      name: `wb-disagreement-${id}`,
      title: `Расхождение ${id}`,
      tradeMark: 'Тихий дом',
      sid: `5d1f0a2b-7c3e-4f60-9a1b-0000000000${String(id).padStart(2, '0')}`,
      oid: 5_000_000 + id,
      seed: 300 + id,
      age: 400,
      // A report with more than a hundred lines.
      size: id === 10 ? 4 : 1,
      jam: true,
      fbs: true,
      signs: { loyalty: -1, schedule: 1 },
      currency: 'RUB',
      scripted: id,
    }),
  ),
]

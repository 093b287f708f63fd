import type { Step } from '../core/stream.ts'
import type { Table } from '../core/table.ts'
import { catalogueStep, catalogueTables } from './catalogue.ts'
import { financeStep, financeTables } from './finance.ts'
import { funnelStep, funnelTables } from './funnel.ts'
import { ordersStep, ordersTables } from './orders.ts'
import { returnsStep, returnsTables } from './returns.ts'
import { snapshotStep, snapshotTables } from './snapshot.ts'

/** The steps of an Ozon shop in the order in which a person sees them. */
export const steps: readonly Step[] = [
  catalogueStep,
  snapshotStep,
  ordersStep,
  financeStep,
  funnelStep,
  returnsStep,
]

/** Everything that they fill. */
export const tables: readonly Table[] = [
  ...catalogueTables,
  ...snapshotTables,
  ...ordersTables,
  ...financeTables,
  ...funnelTables,
  ...returnsTables,
]

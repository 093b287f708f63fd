import type { Step } from '../core/declare/stream.ts'
import type { Table } from '../core/declare/table.ts'
import { adsStep, adsTables } from './ads.ts'
import { contentStep, contentTables } from './content.ts'
import { financeStep, financeTables } from './finance.ts'
import { funnelStep, funnelTables } from './funnel.ts'
import { ordersStep, ordersTables } from './orders.ts'
import { pricesStocksStep, pricesStocksTables } from './prices-stocks.ts'
import { warehousesStep, warehousesTables } from './warehouses.ts'

/** The steps of a Wildberries shop in the order in which a person sees them. */
export const steps: readonly Step[] = [
  contentStep,
  ordersStep,
  funnelStep,
  financeStep,
  adsStep,
  pricesStocksStep,
  warehousesStep,
]

/** Everything that they fill. */
export const tables: readonly Table[] = [
  ...contentTables,
  ...ordersTables,
  ...funnelTables,
  ...financeTables,
  ...adsTables,
  ...pricesStocksTables,
  ...warehousesTables,
]

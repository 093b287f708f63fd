import type { Handler } from './call.ts'
import { noContent, ok } from './call.ts'
import { askedOf, orderTask } from './tasks.ts'
import { litresOn } from './world/cards.ts'
import type { WbStock } from './world/stocks.ts'

const TO_CLIENT = 'В пути до получателей'
const FROM_CLIENT = 'В пути возвраты на склад WB'
const TOTAL = 'Всего находится на складах'

/** Possible groupings of rows, and the fields of each. */
const GROUPS = {
  groupByBrand: (row: WbStock) => ({ brand: row.card.brand }),
  groupBySubject: (row: WbStock) => ({ subjectName: row.card.subject }),
  groupBySa: (row: WbStock) => ({ vendorCode: row.card.vendorCode }),
  groupByNm: (row: WbStock, today: number) => ({ nmId: row.card.nmId, volume: litresOn(row.card, today) }),
  groupByBarcode: (row: WbStock) => ({ barcode: row.size.barcodes[0] ?? '' }),
  groupBySize: (row: WbStock) => ({ techSize: row.size.techSize }),
} as const
type Group = keyof typeof GROUPS

/** GET /api/v1/warehouse_remains: orders a report over all WB stock. */
export const orderRemains: Handler = call => {
  const groups = (Object.keys(GROUPS) as Group[]).filter(name => call.query.get(name) === 'true')
  return orderTask(call, groups)
}

/** GET …/tasks/{id}/download: an array where totals and goods in transit are listed among the warehouses. */
export const remainsFile: Handler = call => {
  const groups = askedOf(call) as Group[]
  const { wbStocks, today } = call.shop.world()
  const rows = wbStocks()
  if (rows.length === 0) return noContent
  const found = new Map<string, { fields: object; stores: Map<string, number> }>()
  for (const row of rows) {
    const fields = Object.assign({}, ...groups.map(name => GROUPS[name](row, today))) as object
    const key = JSON.stringify(fields)
    const entry = found.get(key) ?? { fields, stores: new Map<string, number>() }
    found.set(key, entry)
    const add = (name: string, n: number) => {
      if (n > 0) entry.stores.set(name, (entry.stores.get(name) ?? 0) + n)
    }
    add(TO_CLIENT, row.toClient)
    add(FROM_CLIENT, row.fromClient)
    add(TOTAL, row.quantity)
    add(row.store.remains, row.quantity)
  }
  return ok(
    [...found.values()].map(({ fields, stores }) => ({
      ...fields,
      warehouses: [...stores].map(([warehouseName, quantity]) => ({ warehouseName, quantity })),
    })),
  )
}

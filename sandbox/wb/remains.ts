import { randomUUID } from 'node:crypto'
import type { Call, Handler } from './call.ts'
import { noContent, ok } from './call.ts'
import { remainsRefusal } from './errors.ts'
import type { Job } from './shop.ts'
import type { WbStock } from './world/stocks.ts'

/** Seconds until a task is done. */
const READY_AFTER = 12
const TO_CLIENT = 'В пути до получателей'
const FROM_CLIENT = 'В пути возвраты на склад WB'
const TOTAL = 'Всего находится на складах'

/** Possible groupings of rows, and the fields of each. */
const GROUPS = {
  groupByBrand: (row: WbStock) => ({ brand: row.card.brand }),
  groupBySubject: (row: WbStock) => ({ subjectName: row.card.subject }),
  groupBySa: (row: WbStock) => ({ vendorCode: row.card.vendorCode }),
  groupByNm: (row: WbStock) => ({ nmId: row.card.nmId, volume: row.card.litres }),
  groupByBarcode: (row: WbStock) => ({ barcode: row.size.barcodes[0] ?? '' }),
  groupBySize: (row: WbStock) => ({ techSize: row.size.techSize }),
} as const
type Group = keyof typeof GROUPS

/** GET /api/v1/warehouse_remains: orders a report over all WB stock. */
export const orderRemains: Handler = ({ shop, query, speedup }) => {
  const groups = (Object.keys(GROUPS) as Group[]).filter(name => query.get(name) === 'true')
  const createdAt = Date.now()
  const id = randomUUID()
  const readyAt = createdAt + (READY_AFTER * 1000) / speedup
  shop.tasks.set(id, { id, createdAt, readyAt, asked: groups })
  return ok({ data: { taskId: id } })
}

function jobOf({ shop, part }: Call): Job {
  const job = shop.tasks.get(part)
  if (!job) throw remainsRefusal(404, 'task not found')
  return job
}

/** GET …/tasks/{id}/status. */
export const remainsState: Handler = call => {
  const { id, createdAt, readyAt } = jobOf(call)
  const now = Date.now()
  const status = now >= readyAt ? 'done' : now < (createdAt + readyAt) / 2 ? 'new' : 'processing'
  return ok({ data: { id, status } })
}

/** GET …/tasks/{id}/download: an array where totals and goods in transit are listed among the warehouses. */
export const remainsFile: Handler = call => {
  const job = jobOf(call)
  if (Date.now() < job.readyAt) throw remainsRefusal(400, 'task is not done')
  const rows = call.shop.world().wbStocks()
  if (rows.length === 0) return noContent
  const found = new Map<string, { fields: object; stores: Map<string, number> }>()
  for (const row of rows) {
    const fields = Object.assign({}, ...(job.asked as Group[]).map(name => GROUPS[name](row))) as object
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

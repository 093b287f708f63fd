import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import type { Source } from '../../core/declare/source.ts'
import { countOrZero, id, list, name, text } from '../../core/parse/fields.ts'
import { inChunks, jsonChunks } from '../../core/parse/json-chunks.ts'
import { taskReport } from '../task-report.ts'
import type { Stock } from './rows.ts'
import { merged, stockOf } from './rows.ts'

const REMAINS = '/api/v1/warehouse_remains'
/** Listed among the warehouses without being one (wildberries.md 7). */
const TO_CLIENTS = 'В пути до получателей'
const FROM_CLIENTS = 'В пути возвраты на склад WB'
const TOTAL = 'Всего находится на складах'

const Remainder = z.object({
  nmId: id,
  vendorCode: text,
  techSize: text,
  warehouses: list(z.object({ warehouseName: name, quantity: countOrZero })),
})
const Remains = inChunks(null, jsonChunks(Remainder))

/** Stock in the warehouses of Wildberries by an asynchronous task, which any type of token may order. It identifies sizes and warehouses by name. */
export const remains: Source<readonly Stock[]> = {
  host: HOST.analytics,
  paths: [REMAINS],
  async *read(context, slice) {
    const key = `remains ${slice.to}`
    const query = { locale: 'ru', groupByNm: 'true', groupBySize: 'true', groupBySa: 'true' }
    const found = await taskReport(context, key, REMAINS, query, Remains)
    yield merged([...found].flatMap(piece => piece.flatMap(stocksOf)))
    await context.state.set(key, null)
  },
}

function stocksOf({ nmId, vendorCode, techSize, warehouses }: z.output<typeof Remainder>): Stock[] {
  const of = { tech_size: techSize ?? '', vendor_code: vendorCode }
  const quantityAt = (name: string) =>
    warehouses.find(({ warehouseName }) => warehouseName === name)?.quantity ?? 0
  const way = { in_way_to_client: quantityAt(TO_CLIENTS), in_way_from_client: quantityAt(FROM_CLIENTS) }
  const real = warehouses.filter(
    ({ warehouseName }) => ![TO_CLIENTS, FROM_CLIENTS, TOTAL].includes(warehouseName),
  )
  return [
    ...real.map(({ warehouseName, quantity }) =>
      stockOf(nmId, 0, { ...of, warehouse_name: warehouseName, quantity }),
    ),
    ...(way.in_way_to_client + way.in_way_from_client > 0 ? [stockOf(nmId, 0, { ...of, ...way })] : []),
  ]
}

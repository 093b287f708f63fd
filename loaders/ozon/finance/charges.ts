import { relation } from '../../core/declare/charges.ts'
import { ACCRUAL_TYPES } from './accrual-directory.ts'
import { ozonCharges } from './charge-directory.ts'

const DIRECTORY = relation(
  'directory (type, charge_group, allocation)',
  ozonCharges.entries.map(({ type, group, allocation }) => [type, group, allocation]),
)
/** Used while the shop's own directory has not been loaded. */
const NUMBERED = relation(
  'numbered (type_id, name)',
  ACCRUAL_TYPES.flatMap(({ id, type }) => (id === null ? [] : [[id, type]])),
)

/**
 * Every line of every accrual: a sale, the commission, a service by its exact name in the shop's directory, else by its number. What the parts do not explain
 * is `unexplained`; an operation of the older method that comes without parts is named by itself. The lines of a shop add up to its transactions.
 */
export const charges = /* sql */ `
SELECT named.shop_id, named.dt, named.kind, named.type, directory.charge_group, directory.allocation, NULL::BIGINT AS product_id, named.sku, named.amount, named.currency
FROM (
  SELECT lines.shop_id, lines.dt, lines.kind, lines.sku, lines.amount, coalesce(whole.currency_code, 'RUB') AS currency,
         CASE lines.kind WHEN 'commission' THEN 'SaleCommission' WHEN 'unexplained' THEN if(lines.amount = whole.amount, coalesce(whole.operation_type, lines.kind), lines.kind)
              ELSE coalesce(nullif(lines.type_name, ''), if(own.shop_id IS NULL, numbered.name, nullif(types.name, '')), lines.type_id::VARCHAR, lines.kind) END AS type
  FROM fact_ozon_transaction_lines AS lines
  LEFT JOIN fact_ozon_transactions AS whole ON whole.shop_id = lines.shop_id AND whole.dt = lines.dt AND whole.operation_id = lines.operation_id
  LEFT JOIN (SELECT DISTINCT shop_id FROM dim_ozon_accrual_types) AS own ON own.shop_id = lines.shop_id
  LEFT JOIN dim_ozon_accrual_types AS types ON types.shop_id = lines.shop_id AND types.type_id = lines.type_id
  LEFT JOIN ${NUMBERED} ON numbered.type_id = lines.type_id
) AS named LEFT JOIN ${DIRECTORY} ON directory.type = named.type`

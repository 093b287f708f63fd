import type { Column, ColumnKind, RowOf } from '../../core/declare/table.ts'
import { LoadError } from '../../core/errors.ts'
import { isNothing, parseFlag, parseId, parseReal, parseText } from '../../core/parse/fields.ts'
import { kopecks } from '../../core/parse/money.ts'
import { moscowInstant } from '../../core/parse/time.ts'
import { dayOf } from '../fields.ts'
import { finance } from './table.ts'

/** A stored line without the columns that come from the slice. */
export type Line = Omit<RowOf<typeof finance>, 'dt' | 'period'>

/** Each column by its name in sales-reports/detailed and, where different, in the report used before July 2026 (wildberries.md 5). */
const NAMES: Readonly<Record<Exclude<keyof Line, 'extra'>, readonly string[]>> = {
  report_id: ['reportId', 'realizationreport_id'],
  rrd_id: ['rrdId', 'rrd_id'],
  date_from: ['dateFrom', 'date_from'],
  date_to: ['dateTo', 'date_to'],
  create_date: ['createDate', 'create_dt'],
  report_type: ['reportType', 'report_type'],
  currency: ['currency', 'currency_name'],
  rr_date: ['rrDate', 'rr_dt'],
  order_dt: ['orderDt', 'order_dt'],
  sale_dt: ['saleDt', 'sale_dt'],
  doc_type_name: ['docTypeName', 'doc_type_name'],
  operation_type: ['sellerOperName', 'supplier_oper_name'],
  bonus_type_name: ['bonusTypeName', 'bonus_type_name'],
  nm_id: ['nmId', 'nm_id'],
  vendor_code: ['vendorCode', 'sa_name'],
  title: ['title'],
  brand_name: ['brandName', 'brand_name'],
  subject_name: ['subjectName', 'subject_name'],
  tech_size: ['techSize', 'ts_name'],
  barcode: ['sku', 'barcode'],
  srid: ['srid'],
  order_id: ['orderId', 'assembly_id'],
  order_uid: ['orderUid', 'order_uid'],
  shk_id: ['shkId', 'shk_id'],
  sticker_id: ['stickerId', 'sticker_id'],
  trbx_id: ['trbxId', 'trbx_id'],
  quantity: ['quantity'],
  retail_price: ['retailPrice', 'retail_price'],
  retail_price_with_disc: ['retailPriceWithDisc', 'retail_price_withdisc_rub'],
  retail_amount: ['retailAmount', 'retail_amount'],
  payout_amount: ['forPay', 'ppvz_for_pay'],
  sale_percent: ['salePercent', 'sale_percent'],
  commission_percent: ['commissionPercent', 'commission_percent'],
  commission_amount: ['ppvzSalesCommission', 'ppvz_sales_commission'],
  reward: ['ppvzReward', 'ppvz_reward'],
  vw: ['vw', 'ppvz_vw'],
  vw_nds: ['vwNds', 'ppvz_vw_nds'],
  spp: ['spp', 'ppvz_spp_prc'],
  kvw_base: ['kvwBase', 'ppvz_kvw_prc_base'],
  kvw: ['kvw', 'ppvz_kvw_prc'],
  sup_rating_up: ['supRatingUp', 'sup_rating_prc_up'],
  is_kgvp_v2: ['isKgvpV2', 'is_kgvp_v2'],
  delivery_service: ['deliveryService', 'delivery_rub'],
  rebill_logistic_cost: ['rebillLogisticCost', 'rebill_logistic_cost'],
  rebill_logistic_org: ['rebillLogisticOrg', 'rebill_logistic_org'],
  delivery_amount: ['deliveryAmount', 'delivery_amount'],
  return_amount: ['returnAmount', 'return_amount'],
  delivery_method: ['deliveryMethod', 'delivery_method'],
  dlv_prc: ['dlvPrc', 'dlv_prc'],
  warehouse_logistics_coeff: ['warehouseLogisticsCoeff'],
  fix_tariff_date_from: ['fixTariffDateFrom', 'fix_tariff_date_from'],
  fix_tariff_date_to: ['fixTariffDateTo', 'fix_tariff_date_to'],
  penalty_total: ['penalty'],
  storage_fee: ['paidStorage', 'storage_fee'],
  acceptance_fee: ['paidAcceptance', 'acceptance'],
  deduction: ['deduction'],
  bonus_amount: ['additionalPayment', 'additional_payment'],
  acquiring_fee: ['acquiringFee', 'acquiring_fee'],
  acquiring_percent: ['acquiringPercent', 'acquiring_percent'],
  acquiring_bank: ['acquiringBank', 'acquiring_bank'],
  payment_processing: ['paymentProcessing', 'payment_processing'],
  cashback_amount: ['cashbackAmount', 'cashback_amount'],
  cashback_discount: ['cashbackDiscount', 'cashback_discount'],
  cashback_commission_change: ['cashbackCommissionChange', 'cashback_commission_change'],
  installment_cofinancing_amount: ['installmentCofinancingAmount', 'installment_cofinancing_amount'],
  payment_schedule: ['paymentSchedule', 'payment_schedule'],
  warehouse_name: ['officeName', 'office_name'],
  gi_id: ['giId', 'gi_id'],
  gi_box_type_name: ['giBoxTypeName', 'gi_box_type_name'],
  delivery_address: ['ppvzOfficeName', 'ppvz_office_name'],
  ppvz_office_id: ['ppvzOfficeId', 'ppvz_office_id'],
  declaration_number: ['declarationNumber', 'declaration_number'],
  country: ['country', 'site_country'],
  kiz: ['kiz'],
  srv_dbs: ['srvDbs', 'srv_dbs'],
  is_b2b: ['isB2b', 'is_legal_entity'],
  paid_with_social_certificate: ['paidWithSocialCertificate'],
  product_discount: ['productDiscountForReport', 'product_discount_for_report'],
  seller_promo: ['sellerPromo', 'supplier_promo'],
  seller_promo_id: ['sellerPromoId', 'seller_promo_id'],
  seller_promo_discount: ['sellerPromoDiscount', 'seller_promo_discount'],
  loyalty_id: ['loyaltyId', 'loyalty_id'],
  loyalty_discount: ['loyaltyDiscount', 'loyalty_discount'],
  wibes_discount_percent: ['wibesDiscountPercent', 'wibes_wb_discount_percent'],
  promocode_uuid: ['uuidPromocode', 'uuid_promocode'],
  promocode_discount: ['salePricePromocodeDiscountPrc', 'sale_price_promocode_discount_prc'],
  affiliated_discount: ['salePriceAffiliatedDiscountPrc', 'sale_price_affiliated_discount_prc'],
  wholesale_discount: ['salePriceWholesaleDiscountPrc', 'sale_price_wholesale_discount_prc'],
  article_substitution: ['articleSubstitution', 'article_substitution'],
  agency_vat: ['agencyVat', 'agency_vat'],
  utd_ucd_number: ['utdUcdNumber'],
  utd_ucd_date: ['utdUcdDate'],
}

interface Field {
  readonly column: string
  readonly kind: ColumnKind
}
const columns: Readonly<Record<string, Column>> = finance.columns
const FIELDS: ReadonlyMap<string, Field> = new Map(
  Object.entries(NAMES).flatMap(([column, names]) =>
    names.map(name => [name, { column, kind: columns[column]?.kind ?? 'text' }] as const),
  ),
)
/** Fields with personal data of buyers and partners, under any name: no statistics need them, and they are not stored. */
const PEOPLE =
  /buyer|customer|client|recipient|consignee|supplier_?(name|inn)|ppvz_?inn|phone|e_?mail|passport|tin$/i

const EMPTY: Readonly<Record<string, null>> = Object.fromEntries(
  [...Object.keys(NAMES), 'extra', 'dt', 'period'].map(column => [column, null]),
)

/** A line of the response, unparsed. */
export type RawLine = Readonly<Record<string, unknown>>

/** Accepts an object with the id that the next page is requested by. */
export const rawLine = (answer: unknown): RawLine | undefined =>
  typeof answer === 'object' && answer !== null && parseId(rrdIdOf(answer as RawLine)) !== undefined
    ? (answer as RawLine)
    : undefined
export const rrdIdOf = (line: RawLine): unknown => line.rrdId ?? line.rrd_id

/**
 * A million lines of a hundred fields pass through here, so fields are read by a table instead of a schema, each once. Throws `shape` on a line without its
 * ids.
 */
export function lineOf(answer: RawLine): Line {
  const line: Record<string, unknown> = { ...EMPTY }
  const extra: Record<string, unknown> = {}
  for (const name in answer) {
    const value = answer[name]
    if (isNothing(value)) continue
    const field = FIELDS.get(name)
    const read = field && readAs(field.kind, value)
    if (read === undefined) {
      if (!PEOPLE.test(name)) extra[name] = value
    } else if (read !== null) line[field?.column ?? name] = read
    if (field?.kind === 'money' && isFine(value)) extra[name] = value
  }
  if (line.report_id === null || line.rrd_id === null)
    throw new LoadError('shape', 'a finance line without reportId or rrdId')
  line.extra = isNothing(extra) ? null : extra
  return line as unknown as Line
}

/** Undefined if the value cannot be read as this kind: it is then stored unchanged. */
function readAs(kind: ColumnKind, value: unknown): unknown {
  switch (kind) {
    case 'money':
      return sumOf(value)
    case 'text':
      return parseText(value)
    case 'id':
      return parseId(value)
    case 'int':
      return wholeOf(value)
    case 'real':
      return parseReal(value)
    case 'bool':
      return parseFlag(value)
    case 'day':
      return dayOf(value)
    default:
      return typeof value === 'string' ? moscowInstant(value) : undefined
  }
}

function sumOf(value: unknown): unknown {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  try {
    return kopecks(value)
  } catch {
    throw new LoadError('shape', `a finance line: not a sum: ${String(value).slice(0, 40)}`)
  }
}
const wholeOf = (value: unknown): number | undefined => {
  const number = parseReal(value)
  return number === undefined || !Number.isInteger(number) ? undefined : number
}

/** More than two decimals: the column rounds, so the text is stored beside it. */
function isFine(value: unknown): boolean {
  if (typeof value !== 'string') return typeof value === 'number' && Number(value.toFixed(2)) !== value
  const point = value.indexOf('.')
  return point >= 0 && /[1-9]/.test(value.slice(point + 3))
}

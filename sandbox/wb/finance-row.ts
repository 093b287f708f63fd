import { dayString, moscowDay } from '../clock.ts'
import { percentOf, plain } from '../money.ts'
import { bigNumber } from './big.ts'
import { reportedAt } from './world/corrections.ts'
import type { FinanceLine } from './world/finance.ts'
import { ZERO } from './world/finance.ts'
import type { Order } from './world/orders.ts'
import type { Report, ReportLine } from './world/reports.ts'
import { acquiringPercent, commissionOfSale } from './world/sales.ts'

// Moments of a Moscow day, in UTC.
const midnight = (day: number): string => `${dayString(day - 1)}T21:00:00Z`
const noon = (day: number): string => `${dayString(day)}T09:00:00Z`
const BANKS = ['Тинькофф', 'Сбербанк', 'АО "Альфа-Банк"', 'ВТБ']
/** FBS orders have ids of 19 digits. */
const assembly = (o: Order): object | number =>
  o.fbs ? bigNumber(`13833711${String(o.serial).padStart(11, '0')}`) : 0

const officeOf = ({ order, day }: Pick<FinanceLine, 'order' | 'day'>): string => {
  if (order === null) return ''
  return order.fbs
    ? 'Склад поставщика'
    : day < MASKED_SINCE
      ? order.warehouse
      : order.warehouse === 'Минск'
        ? 'Минск'
        : 'Склад WB РФ'
}
/** Daily reports of 13 August 2026 on name warehouses in Russia no more (wildberries.md 1.9). */
const MASKED_SINCE = Date.UTC(2026, 7, 13) / 86_400_000

/** The reward of WB: the part of the buyer's money that goes neither to the seller nor to the bank, with its VAT. */
function reward(line: Omit<FinanceLine, 'day' | 'oper'>) {
  const all = line.retailAmount - line.forPay - line.acquiring
  const withoutVat = Math.round(all / 1.2)
  return { all, withoutVat, vat: all - withoutVat }
}

type Part = Readonly<Record<string, unknown>>

const ofReport = (report: Report, day: number, currency: string): Part => ({
  reportId: bigNumber(report.id),
  dateFrom: dayString(report.from),
  dateTo: dayString(report.to),
  createDate: dayString(report.createdDay),
  currency,
  reportType: report.type,
  rrDate: dayString(day),
})

/** The day of a line's sale: its own, but of one that comes late. */
const soldOn = (o: Order, day: number): number => {
  const told = moscowDay(reportedAt(o))
  return day === told && o.boughtAt < reportedAt(o) ? moscowDay(o.boughtAt) : day
}

/** Fields shared by all lines of an order on a day. */
function ofOrder({ order: o, card, day }: FinanceLine): Part {
  const business = o !== null && o.serial % 41 === 7
  const promoted = o !== null && o.serial % 37 === 5
  return {
    giId: o && !o.fbs ? 27_000_000 + (o.card.index % 40) * 31 : 0,
    subjectName: card?.subject ?? '',
    nmId: card?.nmId ?? 0,
    brandName: card?.brand ?? '',
    vendorCode: card?.vendorCode ?? '',
    title: card?.title ?? '',
    techSize: o?.size.techSize ?? (card ? '0' : ''),
    sku: o?.barcode ?? '',
    officeName: officeOf({ order: o, day }),
    orderDt: o ? midnight(o.day) : noon(day),
    saleDt: o ? midnight(soldOn(o, day)) : noon(day),
    shkId: o ? 9_239_000_000 + o.serial : 0,
    giBoxTypeName: o ? 'Микс' : '',
    ppvzOfficeName: o ? `Пункт выдачи ${o.to.city}` : '',
    ppvzOfficeId: o ? 50_000_000 + (o.serial % 9000) : 0,
    ppvzSupplierName: o ? 'ИП Петров И. С.' : '',
    ppvzSupplierInn: o ? '500100732259' : '',
    declarationNumber: o && o.serial % 50 === 1 ? '10129060/110322/3036217' : '',
    stickerId: o?.fbs ? String(31_000_000_000 + (o.serial % 900_000_000)) : '0',
    country: o?.to.country ?? '',
    orderId: o ? assembly(o) : 0,
    kiz: o !== null && o.serial % 13 === 3 ? `0102010100002000215${o.serial}` : '',
    isB2b: business,
    trbxId: o?.fbs ? 'WB-TRBX-1234567' : '',
    deliveryMethod: o ? (o.fbs ? 'FBS, (МГТ)' : 'FBW') : '',
    uuidPromocode: promoted ? '1b2f6f0e-7a51-4c39-9d53-40f2a0c1d9e7' : '',
    articleSubstitution: promoted ? `${o.card.vendorCode}-2` : '',
    b2bCustomerTin: business ? '7707083893' : '',
    buyerTaxRegistrationReasonCode: business ? '770101001' : '',
    utdUcdNumber: business ? String(12_356_000 + (o.serial % 100_000)) : '',
    utdUcdDate: business ? dayString(day) : '',
    orderUid: o ? `id${o.gNumber}` : '',
  }
}

const ofLine = ({ rrdId, line }: ReportLine, seed: number): Part => ({
  rrdId,
  docTypeName: line.doc,
  quantity: line.quantity,
  sellerOperName: line.oper,
  deliveryAmount: line.deliveries,
  returnAmount: line.returns,
  ...(line.bonus === '' && line.order ? {} : { bonusTypeName: line.bonus }),
  srid: line.order?.srid ?? `${seed}s${rrdId}`,
})

function ofSale(line: Omit<FinanceLine, 'day' | 'oper'>): Part {
  const { order: o, doc } = line
  const { all, withoutVat, vat } = reward(line)
  const priced = doc !== '' && o !== null
  return {
    retailPrice: plain(priced ? o.totalPrice : 0),
    retailAmount: plain(line.retailAmount),
    salePercent: priced ? o.discount : 0,
    commissionPercent: priced ? commissionOfSale(o) : 0,
    retailPriceWithDisc: plain(priced ? o.priceWithDisc : 0),
    productDiscountForReport: priced ? o.discount : 0,
    spp: priced ? o.spp : 0,
    kvwBase: priced ? commissionOfSale(o) : 0,
    kvw: priced ? commissionOfSale(o) - o.spp : 0,
    ppvzSalesCommission: plain(doc === '' ? 0 : all),
    forPay: plain(line.forPay),
    acquiringFee: plain(line.acquiring),
    acquiringPercent: line.acquiring > 0 && o ? Number(acquiringPercent(o).toFixed(2)) : 0,
    paymentProcessing: line.acquiring > 0 ? 'Комиссия за организацию платежа с НДС' : '',
    acquiringBank: line.acquiring > 0 && o ? (BANKS[o.serial % BANKS.length] as string) : '',
    vw: plain(doc === '' ? 0 : withoutVat),
    vwNds: plain(doc === '' ? 0 : vat),
  }
}

const ofLogistics = (logistics: number, day: number): Part => ({
  dlvPrc: logistics > 0 ? 1.8 : 0,
  fixTariffDateFrom: logistics > 0 ? dayString(day - 40) : '',
  fixTariffDateTo: logistics > 0 ? dayString(day + 20) : '',
  deliveryService: plain(logistics),
  warehouseLogisticsCoeff: logistics > 0 ? 1.8 : 0,
})

const ofCharges = (line: Omit<FinanceLine, 'day' | 'oper'>): Part => ({
  ppvzReward: plain(line.reward + line.adjustment),
  penalty: plain(line.penalty),
  additionalPayment: plain(line.additional),
  rebillLogisticCost: plain(line.rebill),
  rebillLogisticOrg: line.rebill > 0 ? 'ООО Грузовая компания' : '',
  paidStorage: plain(line.storage),
  deduction: plain(line.deduction),
  paidAcceptance: plain(line.acceptance),
  cashbackAmount: plain(line.points),
  cashbackDiscount: plain(line.compensated),
  cashbackCommissionChange: plain(line.cashback),
  paymentSchedule: plain(line.schedule),
})
const isCharged = (line: FinanceLine): boolean =>
  line.reward !== 0 ||
  line.penalty !== 0 ||
  line.additional !== 0 ||
  line.rebill !== 0 ||
  line.storage !== 0 ||
  line.deduction !== 0 ||
  line.acceptance !== 0 ||
  line.cashback !== 0 ||
  line.points !== 0 ||
  line.compensated !== 0 ||
  line.schedule !== 0 ||
  line.adjustment !== 0

/** What explains the price of a sale, in lines that have none of it. */
const NEVER: Part = {
  sellerPromo: '0',
  supRatingUp: 0,
  isKgvpV2: 0,
  srvDbs: false,
  installmentCofinancingAmount: '0',
  wibesDiscountPercent: 0,
  sellerPromoId: 0,
  sellerPromoDiscount: 0,
  loyaltyId: 0,
  loyaltyDiscount: 0,
  salePricePromocodeDiscountPrc: 0,
  salePriceAffiliatedDiscountPrc: 0,
  agencyVat: 0,
  salePriceWholesaleDiscountPrc: 0,
  paidWithSocialCertificate: false,
}

/** Promotions and programmes that took part in the price of some sales. */
function ofPromotions({ order: o, doc }: Omit<FinanceLine, 'day' | 'oper'>): Part {
  if (doc === '' || o === null) return NEVER
  const { serial } = o
  const some = <T>(every: number, is: T, not: T): T => (serial % every === 1 ? is : not)
  return {
    ...NEVER,
    sellerPromo: some(12, '5', '0'),
    supRatingUp: some(11, 0.5, 0),
    isKgvpV2: some(9, 4, 0),
    installmentCofinancingAmount: some(23, plain(percentOf(o.priceWithDisc, 2)), '0'),
    wibesDiscountPercent: some(29, 3, 0),
    sellerPromoId: some(12, 1_500_000 + (serial % 40), 0),
    sellerPromoDiscount: some(12, 5, 0),
    loyaltyId: some(17, 700_000 + (serial % 9), 0),
    loyaltyDiscount: some(17, 2, 0),
    salePricePromocodeDiscountPrc: some(31, 7, 0),
    salePriceAffiliatedDiscountPrc: some(37, 4, 0),
    salePriceWholesaleDiscountPrc: some(41, 10, 0),
    paidWithSocialCertificate: some(47, true, false),
  }
}

/** A line as finance-api writes it: 96 fields, money as strings (wildberries.md 5). */
export const rowOf = (reportLine: ReportLine, seed: number, currency: string): Part => {
  const { report, line } = reportLine
  return {
    ...ofReport(report, line.day, currency),
    ...ofOrder(line),
    ...ofLine(reportLine, seed),
    ...ofSale(line),
    ...ofLogistics(line.logistics, line.day),
    ...ofCharges(line),
    ...ofPromotions(line),
  }
}

const written = (part: Part): string => JSON.stringify(part).slice(1, -1)
const NO_SALE = written(ofSale(ZERO))
const NO_LOGISTICS = written(ofLogistics(0, 0))
const NO_CHARGES = written(ofCharges(ZERO))
const NOTHING = written(NEVER)

/** Writes lines as JSON, reusing the serialised fields that a line shares with the previous one or lacks. */
export function lineWriter(seed: number, currency: string): (reportLine: ReportLine) => string {
  let last: ReportLine | undefined
  let report = ''
  let order = ''
  return reportLine => {
    const { line } = reportLine
    const sameDay = last?.line.day === line.day
    if (!sameDay || last?.report !== reportLine.report)
      report = written(ofReport(reportLine.report, line.day, currency))
    if (!sameDay || last?.line.order !== line.order || last.line.card !== line.card)
      order = written(ofOrder(line))
    last = reportLine
    const sale = line.doc === '' ? NO_SALE : written(ofSale(line))
    const logistics = line.logistics === 0 ? NO_LOGISTICS : written(ofLogistics(line.logistics, line.day))
    const charges = isCharged(line) ? written(ofCharges(line)) : NO_CHARGES
    const promotions = line.doc === '' ? NOTHING : written(ofPromotions(line))
    return `{${report},${order},${written(ofLine(reportLine, seed))},${sale},${logistics},${charges},${promotions}}`
  }
}

import { dayString, moscowDay, startOfDay } from '../clock.ts'
import { plain } from '../money.ts'
import { bigNumber } from './big.ts'
import type { FinanceLine } from './world/finance.ts'
import type { Order } from './world/orders.ts'
import type { ReportLine } from './world/reports.ts'
import { acquiringPercent } from './world/sales.ts'

const instant = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`
const BANKS = ['Тинькофф', 'Сбербанк', 'АО "Альфа-Банк"', 'ВТБ']
/** FBS orders have ids of 19 digits. */
const assembly = (o: Order): object | number =>
  o.fbs ? bigNumber(`13833711${String(o.serial).padStart(11, '0')}`) : 0

const officeOf = ({ order, day }: FinanceLine): string => {
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

/** The reward of WB: what of the buyer's money is neither the seller's nor the bank's, with its VAT. */
function reward(line: FinanceLine) {
  const all = line.retailAmount - line.forPay - line.acquiring
  const withoutVat = Math.round(all / 1.2)
  return { all, withoutVat, vat: all - withoutVat }
}

const cardFields = ({ card, order }: FinanceLine) => ({
  subjectName: card?.subject ?? '',
  nmId: card?.nmId ?? 0,
  brandName: card?.brand ?? '',
  vendorCode: card?.vendorCode ?? '',
  title: card?.title ?? '',
  techSize: order?.size.techSize ?? (card ? '0' : ''),
  sku: order?.barcode ?? '',
})

/** A line as finance-api writes it: 96 fields, money as strings (wildberries.md 5). */
export function rowOf({ report, rrdId, line }: ReportLine, seed: number) {
  const { order: o, doc } = line
  const { all, withoutVat, vat } = reward(line)
  const priced = doc !== '' && o !== null
  const noon = startOfDay(line.day) + 12 * 3_600_000
  return {
    reportId: bigNumber(report.id),
    dateFrom: dayString(report.from),
    dateTo: dayString(report.to),
    createDate: dayString(report.createdDay),
    currency: 'RUB',
    reportType: report.type,
    rrdId,
    giId: o && !o.fbs ? 27_000_000 + (o.card.index % 40) * 31 : 0,
    dlvPrc: line.logistics > 0 ? 1.8 : 0,
    fixTariffDateFrom: line.logistics > 0 ? dayString(line.day - 40) : '',
    fixTariffDateTo: line.logistics > 0 ? dayString(line.day + 20) : '',
    ...cardFields(line),
    docTypeName: doc,
    quantity: line.quantity,
    retailPrice: plain(priced ? o.totalPrice : 0),
    retailAmount: plain(line.retailAmount),
    salePercent: priced ? o.discount : 0,
    commissionPercent: priced ? o.card.commission : 0,
    officeName: officeOf(line),
    sellerOperName: line.oper,
    orderDt: instant(o ? startOfDay(o.day) : noon),
    saleDt: instant(o ? startOfDay(line.day) : noon),
    rrDate: dayString(line.day),
    shkId: o ? 9_239_000_000 + o.serial : 0,
    retailPriceWithDisc: plain(priced ? o.priceWithDisc : 0),
    deliveryAmount: line.deliveries,
    returnAmount: line.returns,
    deliveryService: plain(line.logistics),
    giBoxTypeName: o ? 'Микс' : '',
    productDiscountForReport: priced ? o.discount : 0,
    sellerPromo: '0',
    spp: priced ? o.spp : 0,
    kvwBase: priced ? o.card.commission : 0,
    kvw: priced ? o.card.commission - o.spp : 0,
    supRatingUp: 0,
    isKgvpV2: 0,
    ppvzSalesCommission: plain(doc === '' ? 0 : all),
    forPay: plain(line.forPay),
    ppvzReward: plain(line.reward),
    acquiringFee: plain(line.acquiring),
    acquiringPercent: line.acquiring > 0 && o ? Number(acquiringPercent(o).toFixed(2)) : 0,
    paymentProcessing: line.acquiring > 0 ? 'Комиссия за организацию платежа с НДС' : '',
    acquiringBank: line.acquiring > 0 && o ? (BANKS[o.serial % BANKS.length] as string) : '',
    vw: plain(doc === '' ? 0 : withoutVat),
    vwNds: plain(doc === '' ? 0 : vat),
    ppvzOfficeName: o ? `Пункт выдачи ${o.to.city}` : '',
    ppvzOfficeId: o ? 50_000_000 + (o.serial % 9000) : 0,
    ppvzSupplierName: o ? 'ИП Петров И. С.' : '',
    ppvzSupplierInn: o ? '500100732259' : '',
    declarationNumber: o && o.serial % 50 === 1 ? '10129060/110322/3036217' : '',
    ...(line.bonus === '' && o ? {} : { bonusTypeName: line.bonus }),
    stickerId: o?.fbs ? String(31_000_000_000 + (o.serial % 900_000_000)) : '0',
    country: o?.to.country ?? '',
    srvDbs: false,
    penalty: plain(line.penalty),
    additionalPayment: plain(line.additional),
    rebillLogisticCost: plain(line.rebill),
    rebillLogisticOrg: line.rebill > 0 ? 'ООО Грузовая компания' : '',
    paidStorage: plain(line.storage),
    deduction: plain(line.deduction),
    paidAcceptance: plain(line.acceptance),
    orderId: o ? assembly(o) : 0,
    kiz: o !== null && o.serial % 13 === 3 ? `0102010100002000215${o.serial}` : '',
    isB2b: o !== null && o.serial % 41 === 7,
    trbxId: o?.fbs ? 'WB-TRBX-1234567' : '',
    installmentCofinancingAmount: '0',
    wibesDiscountPercent: 0,
    cashbackAmount: '0',
    cashbackDiscount: '0',
    cashbackCommissionChange: plain(line.cashback),
    paymentSchedule: line.additional === 0 ? '0' : '-1',
    deliveryMethod: o ? (o.fbs ? 'FBS, (МГТ)' : 'FBW') : '',
    sellerPromoId: 0,
    sellerPromoDiscount: 0,
    loyaltyId: 0,
    loyaltyDiscount: 0,
    uuidPromocode: o !== null && o.serial % 37 === 5 ? '1b2f6f0e-7a51-4c39-9d53-40f2a0c1d9e7' : '',
    salePricePromocodeDiscountPrc: 0,
    articleSubstitution: o !== null && o.serial % 37 === 5 ? `${o.card.vendorCode}-2` : '',
    salePriceAffiliatedDiscountPrc: 0,
    agencyVat: 0,
    salePriceWholesaleDiscountPrc: 0,
    b2bCustomerTin: o !== null && o.serial % 41 === 7 ? '7707083893' : '',
    paidWithSocialCertificate: false,
    warehouseLogisticsCoeff: line.logistics > 0 ? 1.8 : 0,
    buyerTaxRegistrationReasonCode: o !== null && o.serial % 41 === 7 ? '770101001' : '',
    utdUcdNumber: o !== null && o.serial % 41 === 7 ? String(12_356_000 + (o.serial % 100_000)) : '',
    utdUcdDate: o !== null && o.serial % 41 === 7 ? dayString(moscowDay(noon)) : '',
    orderUid: o ? `id${o.gNumber}` : '',
    srid: o?.srid ?? `${seed}s${rrdId}`,
  }
}

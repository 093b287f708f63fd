import {
  bool,
  day,
  id,
  instant,
  int,
  json,
  money,
  optional,
  real,
  table,
  text,
} from '../../core/declare/table.ts'

/** Said of each: the money itself stands in the finance reports. */
const EVIDENCE = 'It explains `penalty_total` of `fact_wb_finance` and is never added to it.'

export const measurements = table('fact_wb_measurement_penalties', {
  store: 'facts',
  key: ['dt', 'nm_id', 'dim_id'],
  day: 'dt',
  grain: `One fine for a package that is larger than its card says, with both sizes and the photos; a fine that was taken back stays, with what was returned. ${EVIDENCE}`,
  columns: {
    /** The day of the fine. */
    dt: day(),
    nm_id: id(),
    /** The measurement. */
    dim_id: id(),
    subject_name: optional(text()),
    penalty_amount: optional(money()),
    reversal_amount: optional(money()),
    /** False if the measurement was annulled. */
    is_valid: optional(bool()),
    /** When it was confirmed or annulled. */
    decided_at: optional(instant()),
    /** Percents by which the measured volume exceeds that of the card. */
    over_pct: optional(real()),
    /** Measured: litres, and centimetres. */
    volume: optional(real()),
    width: optional(real()),
    length: optional(real()),
    height: optional(real()),
    /** As the card says. */
    card_volume: optional(real()),
    card_width: optional(real()),
    card_length: optional(real()),
    card_height: optional(real()),
    /** Addresses. */
    photos: optional(json()),
  },
})

export const substitutions = table('fact_wb_substitutions', {
  store: 'facts',
  key: ['charged_at', 'nm_id', 'old_shk_id', 'new_shk_id', 'bonus_type', 'line'],
  day: 'dt',
  grain: `One deduction for a unit that was another than its label says, with what was expected and what was found, and the photos. ${EVIDENCE}`,
  columns: {
    dt: day(),
    charged_at: instant(),
    nm_id: id(),
    /** The label as it was and as it is now; 0 if none is named. */
    old_shk_id: id(),
    new_shk_id: id(),
    /** «Подмена FBW» and others. */
    bonus_type: text(),
    /** Counts deductions that differ in nothing above. */
    line: int(),
    amount: optional(money()),
    old_barcode: optional(text()),
    old_vendor_code: optional(text()),
    old_color: optional(text()),
    old_size: optional(text()),
    new_barcode: optional(text()),
    new_vendor_code: optional(text()),
    new_color: optional(text()),
    new_size: optional(text()),
    photos: optional(json()),
  },
})

export const selfBuyouts = table('fact_wb_self_buyouts', {
  store: 'facts',
  key: ['dt', 'nm_id', 'line'],
  day: 'dt',
  grain:
    'One order that Wildberries holds for a purchase by the seller, by the week of its report (Wednesday to Tuesday). `order_sum` is the price of the order, not the fine, which stands in `fact_wb_finance` only.',
  columns: {
    /** The last day of the week. */
    dt: day(),
    nm_id: id(),
    /** Counts the orders of a card in a week. */
    line: int(),
    date_from: optional(day()),
    order_sum: money(),
    currency: optional(text()),
  },
})

export const labelling = table('fact_wb_labelling_fines', {
  store: 'facts',
  key: ['dt', 'nm_id', 'shk_id', 'line'],
  day: 'dt',
  grain: `One fine for a unit whose obligatory marking is missing or cannot be read, with the photos. ${EVIDENCE}`,
  columns: {
    dt: day(),
    nm_id: id(),
    /** The unit; 0 if none is named. */
    shk_id: id(),
    /** Counts the fines of a unit on a day. */
    line: int(),
    fined_at: instant(),
    amount: money(),
    income_id: optional(id()),
    barcode: optional(text()),
    photos: optional(json()),
  },
})

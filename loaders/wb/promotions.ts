import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import { each, ofItsDay, split, today } from '../core/declare/slices.ts'
import type { Source } from '../core/declare/source.ts'
import { get, offset } from '../core/declare/source.ts'
import { step, stream } from '../core/declare/stream.ts'
import {
  bool,
  day,
  id as idColumn,
  instant,
  int,
  json,
  money,
  real as number,
  optional,
  table,
  text,
} from '../core/declare/table.ts'
import { LoadError } from '../core/errors.ts'
import { count, id, list, maybeSum, real, time, whole, text as word } from '../core/parse/fields.ts'
import { addDays, endOfDay, startOfDay } from '../core/parse/time.ts'

const CALENDAR = '/api/v1/calendar/promotions'
const DETAILS = `${CALENDAR}/details`
const CARDS = `${CALENDAR}/nomenclatures`
/** Days around today whose promotions are asked for: one may have begun long ago, and the next ones are announced in advance. */
const BEFORE = 90
const AHEAD = 60
const LIMIT = 1000
/** Promotions of one request for details (wildberries.md 11.5). */
const AT_ONCE = 100

const promotions = table('fact_wb_promotions', {
  store: 'facts',
  key: ['promotion_id', 'dt'],
  day: 'dt',
  grain: 'One promotion of the calendar that was not over on a day, as it was then.',
  columns: {
    promotion_id: idColumn(),
    dt: day(),
    name: optional(text()),
    /** `auto`: Wildberries puts cards into it and does not tell which. */
    type: optional(text()),
    starts_at: optional(instant()),
    ends_at: optional(instant()),
    description: optional(text()),
    advantages: optional(json()),
    /** Cards in it, and those of them with stock; cards that could join, likewise. */
    cards_in: optional(int()),
    cards_in_with_stock: optional(int()),
    cards_out: optional(int()),
    cards_out_with_stock: optional(int()),
    participation_pct: optional(number()),
    /** Cards taken out of an automatic promotion before its start. */
    excluded_cards: optional(int()),
    /** What share of cards raises the shop in the search, and by how much. */
    ranging: optional(json()),
  },
})

const cards = table('fact_wb_promotion_cards', {
  store: 'facts',
  key: ['promotion_id', 'nm_id', 'dt'],
  day: 'dt',
  grain:
    'One card that takes part in a promotion or could, as it was on a day. The cards of automatic promotions are not told.',
  columns: {
    promotion_id: idColumn(),
    nm_id: idColumn(),
    dt: day(),
    in_action: bool(),
    price: optional(money()),
    discount: optional(number()),
    /** The price and the discount that the promotion asks for. */
    plan_price: optional(money()),
    plan_discount: optional(number()),
    currency: optional(text()),
  },
})

const listed = z.object({ id, name: word, type: word, startDateTime: time, endDateTime: time })
const CalendarPage = z.object({ data: z.object({ promotions: list(listed) }) })
const DetailsPage = z.object({
  data: z.object({
    promotions: list(
      z.object({
        id,
        description: word,
        advantages: whole,
        inPromoActionTotal: count,
        inPromoActionLeftovers: count,
        notInPromoActionTotal: count,
        notInPromoActionLeftovers: count,
        participationPercentage: real,
        exceptionProductsCount: count,
        ranging: whole,
      }),
    ),
  }),
})
type Promotion = z.output<typeof listed> & Partial<z.output<typeof DetailsPage>['data']['promotions'][number]>

const calendar = get(HOST.calendar)(CALENDAR, {
  shape: CalendarPage,
  body: ({ to }) => ({
    startDateTime: startOfDay(addDays(to, -BEFORE)),
    endDateTime: endOfDay(addDays(to, AHEAD)),
    allPromo: 'true',
    limit: LIMIT,
    offset: 0,
  }),
  next: offset(page => page.data.promotions),
})

/** Promotions that are not over, with their details. */
const detailed: Source<readonly Promotion[]> = {
  host: HOST.calendar,
  paths: [CALENDAR, DETAILS],
  async *read(context, slice) {
    const begins = startOfDay(slice.to)
    for await (const { data } of calendar.read(context, slice)) {
      const current = data.promotions.filter(
        ({ endDateTime }) => endDateTime === null || endDateTime >= begins,
      )
      for (const some of split(current, AT_ONCE)) {
        const query = { promotionIDs: some.map(promotion => String(promotion.id)) }
        const answer = await context.json(
          { host: HOST.calendar, method: 'GET', path: DETAILS, query },
          DetailsPage,
        )
        // Details of none of the promotions that were just listed are no answer.
        if (answer.data.promotions.length === 0)
          throw new LoadError('server', `${DETAILS}: none of ${some.length}`)
        const known = new Map(answer.data.promotions.map(more => [String(more.id), more]))
        yield some.map(promotion => ({ ...known.get(String(promotion.id)), ...promotion }))
      }
    }
  },
}

const ofCalendar = stream({
  id: 'wb.promotions.calendar',
  into: [promotions],
  slices: today(),
  source: detailed,
  rows: (page, { to: dt }) => ({
    fact_wb_promotions: page.map(promotion => ({
      promotion_id: promotion.id,
      dt,
      name: promotion.name,
      type: promotion.type,
      starts_at: promotion.startDateTime,
      ends_at: promotion.endDateTime,
      description: promotion.description ?? null,
      advantages: promotion.advantages ?? null,
      cards_in: promotion.inPromoActionTotal ?? null,
      cards_in_with_stock: promotion.inPromoActionLeftovers ?? null,
      cards_out: promotion.notInPromoActionTotal ?? null,
      cards_out_with_stock: promotion.notInPromoActionLeftovers ?? null,
      participation_pct: promotion.participationPercentage ?? null,
      excluded_cards: promotion.exceptionProductsCount ?? null,
      ranging: promotion.ranging ?? null,
    })),
  }),
  write: { mode: 'replace' },
})

const CardsPage = z.object({
  data: z.object({
    nomenclatures: list(
      z.object({
        id,
        price: maybeSum,
        discount: real,
        planPrice: maybeSum,
        planDiscount: real,
        currencyCode: word,
      }),
    ),
  }),
})
interface Cards {
  readonly inAction: boolean
  readonly cards: z.output<typeof CardsPage>['data']['nomenclatures']
}

const pagesOf = (inAction: boolean) =>
  get(HOST.calendar)(CARDS, {
    shape: CardsPage,
    body: ({ ids: [promotionID = 0] }) => ({
      promotionID: String(promotionID),
      inAction: String(inAction),
      limit: LIMIT,
      offset: 0,
    }),
    next: offset(page => page.data.nomenclatures),
    // Its cards are not told: it became automatic, or is over.
    empty: ({ kind, captured }) => kind === 'bad_request' && captured?.status === 422,
  })

const ofPromotion: Source<Cards> = {
  host: HOST.calendar,
  paths: [CARDS],
  async *read(context, slice) {
    // Those that could join first: a card that joins in between is then read twice and counts as in.
    for (const inAction of [false, true])
      for await (const { data } of pagesOf(inAction).read(context, slice))
        yield { inAction, cards: data.nomenclatures }
  },
}

const inPromotions = stream({
  id: 'wb.promotions.cards',
  into: [cards],
  // One promotion at a time; automatic ones are answered with 422.
  slices: ofItsDay(
    each(today(), 1, { table: promotions, column: 'promotion_id', except: { type: ['auto'] } }),
  ),
  source: ofPromotion,
  rows: (page, { to: dt, ids: [promotion_id = 0] }) => ({
    fact_wb_promotion_cards: page.cards.map(card => ({
      promotion_id,
      nm_id: card.id,
      dt,
      in_action: page.inAction,
      price: card.price,
      discount: card.discount,
      plan_price: card.planPrice,
      plan_discount: card.planDiscount,
      currency: card.currencyCode,
    })),
  }),
  write: { mode: 'replace', ids: 'promotion_id' },
})

export const promotionsTables = [promotions, cards] as const
/** In a lane of its own: two requests a promotion. A Base token asks once an hour, which is not enough for a single promotion with its details. */
export const promotionsStep = step(
  'wb.promotions',
  { lane: 'promotions', refresh: 'daily', when: ({ may }) => (may('base') ? 'token_type' : null) },
  [ofCalendar, inPromotions],
)

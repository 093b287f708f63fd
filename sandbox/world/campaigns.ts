import { DAY, endOfDay, moscowDay, startOfDay } from '../clock.ts'
import { random } from '../random.ts'

/**
 * What happened to a campaign at an instant (UTC ms). Its weekly budget and bids (by number of its item) go from `before` to `after`, kopecks. An `exhausted`
 * one has spent the budget of the week; it is `renewed` with the next.
 */
export type Deed = { readonly at: number } & (
  | { [K in Plain]: { readonly kind: K } }[Plain]
  | { readonly kind: 'budget'; readonly before: number; readonly after: number }
  | { readonly kind: 'bid'; readonly item: number; readonly before: number; readonly after: number }
  | { readonly kind: 'added' | 'removed'; readonly item: number }
)
type Plain = 'created' | 'started' | 'paused' | 'resumed' | 'stopped' | 'exhausted' | 'renewed'

/** A day of a campaign: the part of it in which its items are shown, and their bids (kopecks); null for one that is not in it. */
export type RunDay = { readonly share: number; readonly bids: readonly (number | null)[] }

/** The life of a campaign: a pure function of its script. Bids and items of a day are those of its first instant. */
export type Run = {
  readonly createdAt: number
  deeds(until: number): readonly Deed[]
  on(day: number): RunDay
  /**
   * Of a count that a day has as a whole, what an instant has of it: in proportion to the minutes begun of those in which the campaign is shown that day.
   * It never falls, and is the whole count from the last of these minutes on.
   */
  shownBy(count: number, day: number, at: number): number
  has(item: number, at: number): boolean
  bidAt(item: number, at: number): number
  /** The budget of a week, kopecks. */
  budgetAt(at: number): number
  /** What is left of it, kopecks. */
  leftAt(at: number): number
  stateAt(at: number): 'planned' | 'running' | 'paused' | 'exhausted' | 'ended'
}

/** What a campaign is made with. */
export type Script = {
  /** Names it in random numbers. */
  readonly keys: readonly number[]
  readonly createdAt: number
  readonly fromDay: number
  readonly toDay: number | null
  /** First bids by item, kopecks, and the step of a bid; `null` where the seller sets none. */
  readonly bids: readonly number[]
  readonly step: number | null
  readonly budget: number
  /** The weekday with which the budget begins anew: 0 is Thursday. */
  readonly week: number
  /** What an item costs on a whole day at a bid, kopecks. */
  cost(item: number, day: number, bid: number): number
  /** Whether nothing happens to it between start and end. */
  readonly steady: boolean
}

/** In each of these many days of its life something is done to a campaign or not. */
const BLOCK = 30
const MINUTE = 60_000
const STEADY_DAYS = 10

type Wish =
  | { readonly at: number; readonly what: 'pause' | 'resume' }
  | {
      readonly at: number
      readonly what: 'budget' | 'join' | 'toggle' | 'bid'
      readonly item: number
      readonly times: number
    }

/** What the seller does in a block of days, counted from the start of a campaign. */
function wishesIn({ keys, fromDay, bids, step }: Script, block: number): readonly Wish[] {
  const r = random(...keys, 101, block)
  const first = fromDay + block * BLOCK
  const on = (low: number, high: number) =>
    startOfDay(first + r.int(low, high)) + r.int(8 * 60, 21 * 60) * MINUTE
  const wishes: Wish[] = []
  if (r.chance(0.35)) {
    const at = on(STEADY_DAYS, 19)
    wishes.push(
      { at, what: 'pause' },
      { at: at + r.int(2, 9) * DAY + r.int(-90, 90) * MINUTE, what: 'resume' },
    )
  }
  if (r.chance(0.35))
    wishes.push({ at: on(0, 29), what: 'budget', item: 0, times: r.pick([0.5, 0.7, 1.4, 2]) })
  if (step !== null && r.chance(0.5))
    wishes.push({
      at: on(1, 29),
      what: 'bid',
      item: r.int(0, bids.length - 1),
      times: r.pick([0.75, 0.9, 1.2, 1.4]),
    })
  // What is taken out comes back some days later.
  if (bids.length > 1 && block > 0 && r.chance(0.3)) {
    const [at, item] = [on(1, 12), r.int(1, bids.length - 1)]
    wishes.push({ at, what: 'toggle', item, times: 1 })
    wishes.push({ at: at + r.int(4, 14) * DAY, what: 'toggle', item, times: 1 })
  }
  if (block === 0 && startsWithout(keys, bids.length))
    wishes.push({ at: on(6, 25), what: 'join', item: bids.length - 1, times: 1 })
  return wishes.toSorted((a, b) => a.at - b.at)
}

/** Whether the last item joins a campaign some time after its start. */
const startsWithout = (keys: readonly number[], items: number): boolean =>
  items > 2 && random(...keys, 102).chance(0.5)

/** The life of a campaign after its script. */
export function runOf(script: Script): Run {
  const { fromDay, toDay, bids: firstBids } = script
  const start = startOfDay(fromDay)
  const end = toDay === null ? Number.POSITIVE_INFINITY : endOfDay(toDay)
  const bids = [...firstBids]
  const members = firstBids.map(
    (_, item) =>
      script.steady || item < firstBids.length - 1 || !startsWithout(script.keys, firstBids.length),
  )
  const isFirst = [...members]
  let budget = script.budget
  const done: Deed[] = []
  const pauses: { readonly from: number; readonly to: number }[] = []
  let blocks = 0
  const play = (wish: Wish) => {
    const { at } = wish
    if (at >= end) return
    switch (wish.what) {
      case 'pause':
      case 'resume':
        done.push({ at, kind: wish.what === 'pause' ? 'paused' : 'resumed' })
        break
      case 'budget': {
        const after = Math.round((script.budget * wish.times) / 10_000) * 10_000
        if (after === budget) break
        done.push({ at, kind: 'budget', before: budget, after })
        budget = after
        break
      }
      case 'bid': {
        const [before, step] = [bids[wish.item] as number, script.step as number]
        const after = Math.max(
          step,
          Math.round(((firstBids[wish.item] as number) * wish.times) / step) * step,
        )
        if (after === before) break
        done.push({ at, kind: 'bid', item: wish.item, before, after })
        bids[wish.item] = after
        break
      }
      default: {
        const was = members[wish.item] as boolean
        if (wish.what === 'join' && was) break
        done.push({ at, kind: was ? 'removed' : 'added', item: wish.item })
        members[wish.item] = !was
      }
    }
  }
  /** Plays the script beyond an instant. */
  const upTo = (at: number) => {
    while (!script.steady && startOfDay(fromDay + blocks * BLOCK) <= Math.min(at, end)) {
      const wishes = wishesIn(script, blocks)
      const [from, to] = ['pause', 'resume'].map(what => wishes.find(wish => wish.what === what)?.at)
      if (from !== undefined && to !== undefined && from < end) pauses.push({ from, to: Math.min(to, end) })
      for (const wish of wishes) play(wish)
      blocks += 1
    }
  }
  const last = <K extends Deed['kind']>(at: number, is: (deed: Deed) => boolean) => {
    upTo(at)
    return done.findLast((deed): deed is Extract<Deed, { kind: K }> => deed.at <= at && is(deed))
  }
  const has = (item: number, at: number): boolean => {
    const deed = last(at, d => (d.kind === 'added' || d.kind === 'removed') && d.item === item)
    return deed ? deed.kind === 'added' : (isFirst[item] as boolean)
  }
  const bidAt = (item: number, at: number): number =>
    last<'bid'>(at, d => d.kind === 'bid' && d.item === item)?.after ?? (firstBids[item] as number)
  const budgetAt = (at: number): number =>
    last<'budget'>(at, d => d.kind === 'budget')?.after ?? script.budget
  /** The part of a day before and after which it is not paused. */
  const openOn = (day: number): readonly [from: number, to: number] => {
    upTo(endOfDay(day))
    const [first, after] = [startOfDay(day), startOfDay(day + 1)]
    const pause = pauses.find(({ from, to }) => from < after && to > first)
    if (!pause) return [0, 1]
    if (pause.from <= first && pause.to >= after) return [0, 0]
    return pause.from > first ? [0, (pause.from - first) / DAY] : [(pause.to - first) / DAY, 1]
  }
  /** `from`: the part of the day after which items begin to be shown. */
  type Known = RunDay & {
    readonly from: number
    readonly used: number
    readonly spent: number
    readonly outAt: number | null
  }
  const days = new Map<number, Known>()
  const none: Known = { share: 0, from: 0, bids: firstBids.map(() => null), used: 0, spent: 0, outAt: null }
  const isRunning = (day: number) => day >= fromDay && (toDay === null || day <= toDay)
  const beginsWeek = (day: number) => day % 7 === script.week
  const make = (day: number): Known => {
    const at = startOfDay(day)
    const [from, to] = openOn(day)
    const shown = firstBids.map((_, item) => (has(item, at) ? bidAt(item, at) : null))
    let planned = 0
    for (const [item, bid] of shown.entries()) if (bid !== null) planned += script.cost(item, day, bid)
    planned *= to - from
    const before = beginsWeek(day) ? none : know(day - 1)
    const used = before.used + before.spent
    const left = Math.max(0, budgetAt(at) - used)
    const isOut = !script.steady && planned > left
    const share = isOut ? ((to - from) * left) / planned : to - from
    return {
      share,
      from,
      bids: shown,
      used,
      spent: isOut ? left : planned,
      outAt: isOut ? Math.round(at + (from + share) * DAY) : null,
    }
  }
  const know = (day: number): Known => {
    if (!isRunning(day)) return none
    const found = days.get(day) ?? make(day)
    days.set(day, found)
    return found
  }
  const derived = (until: number): readonly Deed[] => {
    const deeds: Deed[] = []
    const lastDay = Math.min(moscowDay(until), toDay ?? Number.POSITIVE_INFINITY)
    for (let day = fromDay; day <= lastDay; day++) {
      const [{ outAt }, before] = [know(day), know(day - 1)]
      if (before.outAt !== null && beginsWeek(day)) deeds.push({ at: startOfDay(day), kind: 'renewed' })
      if (outAt !== null && (before.outAt === null || beginsWeek(day)))
        deeds.push({ at: outAt, kind: 'exhausted' })
    }
    return deeds
  }
  return {
    createdAt: script.createdAt,
    has,
    bidAt,
    budgetAt,
    on: know,
    shownBy: (count, day, at) => {
      const { from, share, outAt } = know(day)
      if (share === 0) return 0
      const opens = startOfDay(day) + Math.round(from * DAY)
      const closes = outAt ?? startOfDay(day) + Math.round((from + share) * DAY)
      const minutes = Math.ceil((closes - opens) / MINUTE)
      const begun = Math.min(minutes, Math.max(0, Math.floor((at - opens) / MINUTE) + 1))
      return Math.floor((count * begun) / minutes)
    },
    leftAt: at => {
      const day = moscowDay(at)
      const { from, share, used, spent } = know(day)
      const shown = (at - startOfDay(day)) / DAY - from
      const part = share === 0 ? 0 : Math.min(1, Math.max(0, shown / share))
      return Math.max(0, budgetAt(at) - used - spent * part)
    },
    deeds: until => {
      upTo(until)
      const ends: Deed[] = [
        { at: script.createdAt, kind: 'created' },
        { at: start, kind: 'started' },
      ]
      if (end !== Number.POSITIVE_INFINITY) ends.push({ at: end, kind: 'stopped' })
      return [...ends, ...done, ...derived(until)].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
    },
    stateAt: at => {
      if (at < start) return 'planned'
      if (at > end) return 'ended'
      upTo(at)
      if (pauses.some(({ from, to }) => from <= at && at < to)) return 'paused'
      const { outAt } = know(moscowDay(at))
      return outAt !== null && outAt <= at ? 'exhausted' : 'running'
    },
  }
}

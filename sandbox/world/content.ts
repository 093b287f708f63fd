import { DAY, dayString, moscowDay, startOfDay } from '../clock.ts'
import { random } from '../random.ts'

/** Content of a card's page; photos are addresses, the main one first. */
export type Content = {
  readonly title: string
  readonly description: string
  readonly photos: readonly string[]
}

/** Kinds of changes. The last three change nothing that a buyer sees: other addresses of the same photos, and a day on which the card does not respond. */
const DEEDS = [
  'title',
  'main_photo',
  'description',
  'photo_added',
  'host',
  'photo_moved',
  'description_emptied',
  'main_photo_swapped',
  'hidden',
  'description_filled',
  'photo_removed',
  'query',
] as const
type Deed = (typeof DEEDS)[number]
export type ContentDeed = Exclude<Deed, 'host' | 'query' | 'hidden'>

/** One change that a buyer sees; values are whole. */
export type ContentChange = {
  readonly day: string
  readonly card: number
  readonly deed: ContentDeed
  readonly before: string | readonly string[]
  readonly after: string | readonly string[]
}

/** A card as the script finds it. */
export type ScriptedCard = {
  /** product_id or nmID. */
  readonly id: number
  readonly content: Content
  /** Not on sale all the time, so the script leaves it alone. */
  readonly untouched: boolean
  /** The owner's own edit of a day; null on most days. */
  readonly edit: (day: number, content: Content) => Partial<Pick<Content, 'title' | 'description'>> | null
}
export type Script = {
  readonly seed: number
  /** The day on which the sandbox starts; later days bring changes. */
  readonly startDay: number
  readonly now: number
  readonly cards: readonly ScriptedCard[]
  /** The address of the photo that a card gets on a day. */
  readonly newPhoto: (id: number, day: number) => string
  /** The same photo under another host of the CDN. */
  readonly moveHost: (url: string) => string
}

/** The content of all cards of a shop as of now, and how it came to be so since the start. */
export type Contents = {
  of(id: number): Content
  /** The last instant at which a card was changed since the start; null when it never was. */
  changedAt(id: number): number | null
  /** Whether a card does not answer today. */
  isHidden(id: number): boolean
  readonly changes: readonly ContentChange[]
}

/** Days of past changes of a shop whose cards have changed since a fixed day. */
const PAST_DAYS = 60

/** When the script plays. */
export type ContentClock = {
  /** The day from which cards change. */
  readonly since: number
  /** The instant (UTC ms) at which their pages are shown. */
  readonly at: number
  /** Cards newer than this day are left alone. */
  readonly old: number
}

/**
 * The script of a sandbox that started on `started`: by default it begins then. From a fixed day (`since`) it is the same whenever the sandbox is started, and
 * may be looked back at by days.
 */
export const contentClock = (
  started: number,
  now: number,
  { since, lookBack }: { readonly since?: number | undefined; readonly lookBack: number },
): ContentClock => ({
  since: since ?? started,
  at: now - lookBack * DAY,
  old: since === undefined ? started : started - PAST_DAYS,
})

/** Deeds of a day. */
const A_DAY = 3

/** Plays the script from the start to now. Each day is a pure function of the seed, and each kind of change recurs within six days. */
export function playContent({ seed, startDay, now, cards, newPhoto, moveHost }: Script): Contents {
  const known = new Map(cards.map(card => [card.id, card.content]))
  const changedAt = new Map<number, number>()
  const changes: ContentChange[] = []
  const today = moscowDay(now)
  const open = cards.filter(card => !card.untouched)
  let hidden = new Set<number>()

  const change = (day: number, id: number, deed: Deed, next: Content) => {
    const was = known.get(id) as Content
    known.set(id, next)
    if (deed === 'host' || deed === 'query' || deed === 'hidden') return
    changedAt.set(id, startOfDay(day) + 60_000)
    const field = fieldOf(deed)
    changes.push({ day: dayString(day), card: id, deed, before: was[field], after: next[field] })
  }
  for (let day = startDay + 1; day <= today; day++) {
    const r = random(seed, 83, day)
    // One change per card and day: two would look like one to a buyer.
    const touched = new Set<number>()
    hidden = new Set()
    for (const { id, edit } of cards)
      for (const [field, text] of Object.entries(edit(day, known.get(id) as Content) ?? {})) {
        const content = known.get(id) as Content
        touched.add(id)
        if (content[field as 'title' | 'description'] !== text)
          change(day, id, field as 'title' | 'description', { ...content, [field]: text })
      }
    for (let turn = 0; turn < A_DAY; turn++) {
      const deed =
        turn === A_DAY - 1 ? r.pick(DEEDS) : (DEEDS[((day - startDay) * 2 + turn) % DEEDS.length] as Deed)
      const from = r.int(0, Math.max(0, open.length - 1))
      const card = [...open.slice(from), ...open.slice(0, from)].find(
        ({ id }) => !touched.has(id) && fits(deed, known.get(id) as Content),
      )
      if (!card) continue
      touched.add(card.id)
      if (deed === 'hidden') hidden.add(card.id)
      else change(day, card.id, deed, done(deed, known.get(card.id) as Content, card.id, day))
    }
  }

  function done(deed: Exclude<Deed, 'hidden'>, content: Content, id: number, day: number): Content {
    const { title, description, photos } = content
    const [main = '', second = '', ...rest] = photos
    const date = dayString(day)
    switch (deed) {
      case 'title':
        return { ...content, title: retitled(title, day) }
      case 'description':
        return { ...content, description: `${description.replace(/ Обновлено .*$/, '')} Обновлено ${date}.` }
      case 'description_emptied':
        return { ...content, description: '' }
      case 'description_filled':
        return { ...content, description: `${title}: описание от ${date}.` }
      case 'main_photo':
        return { ...content, photos: [newPhoto(id, day), ...photos.slice(1)] }
      case 'main_photo_swapped':
        return { ...content, photos: [second, main, ...rest] }
      case 'photo_added':
        return { ...content, photos: [...photos, newPhoto(id, day)] }
      case 'photo_removed':
        return { ...content, photos: photos.slice(0, -1) }
      case 'photo_moved':
        return { ...content, photos: [main, ...rest, second] }
      case 'host':
        return { ...content, photos: photos.map(moveHost) }
      case 'query':
        return { ...content, photos: photos.map(url => `${url.split('?')[0]}?v=${day}`) }
    }
  }
  return {
    of(id) {
      const content = known.get(id)
      if (!content) throw new TypeError(`no content of ${id}`)
      return content
    },
    changedAt: id => changedAt.get(id) ?? null,
    isHidden: id => hidden.has(id),
    changes,
  }
}

/** Additions of an owner to a title, a different one each time. */
const EXTRAS = [
  'подарок маме',
  'новая коллекция',
  'в подарочной упаковке',
  'хит сезона',
  'ручная работа',
] as const

function retitled(title: string, day: number): string {
  const [name = '', extra] = title.split(' — ')
  const next = EXTRAS[day % EXTRAS.length]
  return `${name} — ${next === extra ? EXTRAS[(day + 1) % EXTRAS.length] : next}`
}

const fieldOf = (deed: ContentDeed): keyof Content =>
  deed === 'title' ? 'title' : deed.startsWith('description') ? 'description' : 'photos'

function fits(deed: Deed, { description, photos }: Content): boolean {
  switch (deed) {
    case 'description':
    case 'description_emptied':
      return description !== ''
    case 'description_filled':
      return description === ''
    case 'main_photo':
    case 'host':
    case 'query':
      return photos.length > 0
    case 'main_photo_swapped':
    case 'photo_removed':
      return photos.length > 1
    case 'photo_moved':
      return photos.length > 2
    case 'photo_added':
      return photos.length < 12
    default:
      return true
  }
}

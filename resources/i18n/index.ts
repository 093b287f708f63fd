import { MARKETPLACE_NAMES, MARKETPLACES } from '#contract/marketplaces/index.ts'
import type { MeasureId } from '#contract/report.ts'
import type { Orphan } from '#contract/shop.ts'
import { formats } from './formats.ts'
import { messages } from './messages.ts'
import { type Key, STRINGS } from './strings.ts'

export const LANGUAGES = ['ru', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

export { brieflyOf, reasonsOf } from './reasons.ts'
export type { Key } from './strings.ts'
export type Params = Readonly<Record<string, string | number>>

/** The language for a system locale: English for English systems, else Russian, the language of all cabinets. */
export const languageOf = (locale: string): Language => (/^en([-_.]|$)/i.test(locale) ? 'en' : 'ru')

/** The language of a terminal: Russian, unless the user set another language; then English. */
export function terminalLanguage(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || ''
  return /^(C|POSIX)?(\.|$)/.test(locale) ? 'ru' : languageOf(locale)
}

/** Converts codes and numbers to texts of one language. */
export function words(language: Language) {
  const strings: Readonly<Record<string, string>> = STRINGS[language]
  const format = formats(language, t)
  const say = messages(language, format.plain)

  /** The ICU message of a key with its parameters; a missing parameter is `undefined` for a `select`, and empty elsewhere. */
  function t(key: Key, params: Params = {}): string {
    return find(key, params) ?? key
  }

  function find(key: string, params: Params = {}): string | null {
    const text = Object.hasOwn(strings, key) ? strings[key] : undefined
    return text === undefined ? null : say(text, params)
  }

  return {
    language,
    t,
    ...format,
    /** What went wrong and what to do, for a kind of `contract/errors.ts`; some kinds have a text per marketplace. */
    error,
    /** The same for a form of keys, where there is no shop and no load yet. */
    keyError,
    /** The same for one service behind the keys, where the text differs. */
    serviceError: (kind: string, marketplace: string): string =>
      find(`check.service.${kind}.${marketplace}`) ?? keyError(kind, marketplace),
    /** The same for keys that are valid for the shop but not for its advertising, where the text differs. */
    partialError: (kind: string, marketplace: string): string =>
      find(`check.partial.${kind}.${marketplace}`) ?? keyError(kind, marketplace),
    /** A notice about keys that are not stored yet. */
    keyNotice: (told: { readonly word: string; readonly details: Params }): string =>
      find(`check.notice.${told.word}`, spoken(told.details)) ?? notice(told),
    /** All marketplaces by their labels: «Ozon и Wildberries». */
    marketplaces: () => format.list(MARKETPLACE_NAMES.map(name => t(`marketplace.${name}`))),
    /** What a measure is called. The build lists the keys that a measure lacks. */
    measure: (id: MeasureId): string => t(`measure.${id}`),
    /** The same on the head of a narrow column. */
    measureShort: (id: MeasureId): string => t(`measure.${id}.short`),
    /** What a measure means, with its formula, and its peculiarities on each of these marketplaces. */
    measureAbout: (id: MeasureId, marketplaces: readonly string[]): string =>
      [
        t(`measure.${id}.about`),
        ...marketplaces.flatMap(marketplace => find(`measure.${id}.about.${marketplace}`) ?? []),
      ].join(' '),
    /** The label of a step; a step without one is shown by its id. */
    step: (id: string) => find(`step.${id}`) ?? id,
    service: (id: string) => find(`service.${id}`) ?? id,
    /** That something cannot be known, for a name in `untold` of a marketplace. */
    untold: (what: string, marketplace: string): string =>
      find(`untold.${what}.${marketplace}`) ?? find(`untold.${what}`) ?? what,
    /** What a type of charge is whose name is a code of ours, since the marketplace gives it none; null for any other. */
    charge: (type: string): string | null => find(`charges.code.${type}`),
    /** The seller's subscription as the marketplace names it. */
    subscription: (type: string) => find(`subscription.${type.toLowerCase()}`) ?? t('subscription.none'),
    /** A notice as text: instants become dates, steps and kinds of errors their texts. */
    notice,
    /** Data of a cabinet without a shop: its name, marketplace and days. */
    orphan: ({ name, marketplace, clientId, from, to }: Orphan): string =>
      t('orphans.name', {
        name: name ?? t('orphans.nobody'),
        ...(marketplace && { marketplace: t(`marketplace.${marketplace}`) }),
        ...(marketplace && MARKETPLACES[marketplace].idIsShown && clientId && { id: clientId }),
        ...(from && to && { days: format.range(from, to) }),
      }),
    /** A line of a notification: `notify.<kind>.item` for one of its items. */
    notification: (kind: string, item: Params): string => find(`notify.${kind}.item`, spoken(item)) ?? '',
    /** A line of the log as text; an unknown word is shown as it is. */
    log(line: { readonly word: string; readonly details: Params }, marketplace?: string): string {
      const { word, details } = line
      if (word === 'notice') return notice({ word: String(details.notice), details }, marketplace)
      return find(`log.${word}`, spoken(details, marketplace)) ?? t('log.any', { word })
    },
  }

  function notice(notice: { readonly word: string; readonly details: Params }, marketplace?: string): string {
    return (
      find(`notice.${notice.word}`, spoken(notice.details, marketplace)) ??
      find(`error.${notice.word}`) ??
      t('notice.any')
    )
  }

  function error(kind: string, marketplace?: string): string {
    return find(`error.${kind}.${marketplace}`) ?? find(`error.${kind}`) ?? t('error.internal')
  }

  function keyError(kind: string, marketplace: string, details: Params = {}): string {
    return (
      find(`check.error.${kind}.${marketplace}`, spoken(details)) ??
      find(`check.error.${kind}`, spoken(details)) ??
      error(kind, marketplace)
    )
  }

  function spoken(details: Params, marketplace?: string): Params {
    const said = Object.entries(details).map(([name, detail]) => [name, detailOf(name, detail, marketplace)])
    return Object.fromEntries(said)
  }

  function detailOf(name: string, detail: string | number, marketplace?: string): string | number {
    if (name === 'changes') return t('count.changes', { count: Number(detail) })
    if (name === 'days') return t('count.days', { count: Number(detail) })
    if (name === 'seconds') return format.duration(Number(detail))
    if (typeof detail === 'number') return detail
    // Hours away, so a day alone would not be enough.
    if (name === 'until') return format.moment(detail)
    if (/^\d{4}-\d\d-\d\dT/.test(detail)) return format.instant(detail)
    if (/^\d{4}-\d\d-\d\d$/.test(detail)) return format.day(detail)
    if (name === 'kind') return error(detail, marketplace)
    if (name === 'trigger') return find(`sync.trigger.${detail}`)?.toLocaleLowerCase() ?? detail
    if (name === 'blocker') return find(`sync.blocker.${detail}`)?.toLocaleLowerCase() ?? detail
    if (name === 'status') return find(`sync.run.${detail}`)?.toLocaleLowerCase() ?? detail
    if (name === 'category')
      return detail
        .split(',')
        .map(id => find(`keys.category.${id}`) ?? id)
        .map(name => (language === 'ru' ? `«${name}»` : name))
        .join(', ')
    if (name === 'step' || name === 'steps')
      return detail
        .split(',')
        .map(id => find(`step.${id.trim()}`) ?? id.trim())
        .join(', ')
    return detail
  }
}
export type Words = ReturnType<typeof words>

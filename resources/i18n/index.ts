import { MARKETPLACE_NAMES, MARKETPLACES } from '#contract/marketplaces/index.ts'
import type { Orphan } from '#contract/shop.ts'
import { formats } from './formats.ts'
import { messages } from './messages.ts'
import { type Key, STRINGS } from './strings.ts'

export const LANGUAGES = ['ru', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

export type { Key } from './strings.ts'
export type FigureName = Key extends infer K ? (K extends `figure.${infer N}.about` ? N : never) : never
export type Params = Readonly<Record<string, string | number>>

/** The language of a system locale: English where the system speaks it, else Russian, which every seller's cabinet speaks. */
export const languageOf = (locale: string): Language => (/^en([-_.]|$)/i.test(locale) ? 'en' : 'ru')

/** The language of a terminal: Russian first, only a person who set another language is spoken to in English. */
export function terminalLanguage(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || ''
  return /^(C|POSIX)?(\.|$)/.test(locale) ? 'ru' : languageOf(locale)
}

/** Everything that turns codes and numbers into words of one language. */
export function words(language: Language) {
  const strings: Readonly<Record<string, string>> = STRINGS[language]
  const format = formats(language, t)
  const say = messages(language, format.plain)

  /** The string of a key, an ICU message over its parameters; one that is missing is the word `undefined` of a `select`, and nothing elsewhere. */
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
    /** What happened and what to do, for a word of `contract/errors.ts`; some are said of a marketplace in its own words. */
    error,
    /** The same in front of a form of keys, where there is no shop and no load to speak of yet. */
    keyError,
    /** The same of one of the services that keys open, where it is said otherwise. */
    serviceError: (kind: string, marketplace: string): string =>
      find(`check.service.${kind}.${marketplace}`) ?? keyError(kind, marketplace),
    /** The same of keys that open the shop and not its advertising, where it is said otherwise. */
    partialError: (kind: string, marketplace: string): string =>
      find(`check.partial.${kind}.${marketplace}`) ?? keyError(kind, marketplace),
    /** What to know of keys that are not stored yet. */
    keyNotice: (told: { readonly word: string; readonly details: Params }): string =>
      find(`check.notice.${told.word}`, spoken(told.details)) ?? notice(told),
    /** All marketplaces by their labels: «Ozon и Wildberries». */
    marketplaces: () => format.list(MARKETPLACE_NAMES.map(name => t(`marketplace.${name}`))),
    /** What a figure means, and what of it is special on each of these marketplaces. */
    figureAbout: (name: FigureName, marketplaces: readonly string[]): string =>
      [
        t(`figure.${name}.about`),
        ...marketplaces.flatMap(marketplace => find(`figure.${name}.about.${marketplace}`) ?? []),
      ].join(' '),
    /** The label of a step; a step without one is shown by its name. */
    step: (id: string) => find(`step.${id}`) ?? id,
    service: (id: string) => find(`service.${id}`) ?? id,
    /** The seller's subscription as the marketplace names it. */
    subscription: (type: string) => find(`subscription.${type.toLowerCase()}`) ?? t('subscription.none'),
    /** A notice in words: instants become dates, steps and kinds of error their sentences. */
    notice,
    /** Data of a cabinet that is not in the list: what it was called, where, and its days. */
    orphan: ({ name, marketplace, clientId, from, to }: Orphan): string =>
      t('orphans.name', {
        name: name ?? t('orphans.nobody'),
        ...(marketplace && { marketplace: t(`marketplace.${marketplace}`) }),
        ...(marketplace && MARKETPLACES[marketplace].idIsShown && clientId && { id: clientId }),
        ...(from && to && { days: format.range(from, to) }),
      }),
    /** A line of a notification: `notify.<kind>.item` over one of its items. */
    notification: (kind: string, item: Params): string => find(`notify.${kind}.item`, spoken(item)) ?? '',
    /** A line of the log in words; one whose word is not known says the word. */
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
    // Hours away: a day alone would say nothing.
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

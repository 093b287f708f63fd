import type { Marketplace } from '#contract/shop.ts'
import en from './en.json' with { type: 'json' }
import { ozon } from './ozon/index.ts'
import ru from './ru.json' with { type: 'json' }
import { wb } from './wb/index.ts'

/** Texts about one marketplace only. */
const OWN = { ozon, wb } satisfies Readonly<
  Record<Marketplace, Readonly<Record<'ru' | 'en', Readonly<Record<string, string>>>>>
>

/** A message key; the Russian files define them. */
export type Key = keyof typeof ru | { [M in Marketplace]: keyof (typeof OWN)[M]['ru'] }[Marketplace]

const whole = (common: object, language: 'ru' | 'en'): Readonly<Record<Key, string>> =>
  Object.assign({}, common, ...Object.values(OWN).map(own => own[language]))

/** All messages, by language. */
export const STRINGS = { ru: whole(ru, 'ru'), en: whole(en, 'en') }

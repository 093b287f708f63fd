import { globSync, readFileSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, it, vi } from 'vitest'
import { CAUSES, FAULTS } from '#contract/errors.ts'
import { MARKETPLACE_NAMES } from '#contract/marketplaces/index.ts'
import { ANOMALIES } from '../../loaders/core/declare/anomalies.ts'
import commonEn from './en.json' with { type: 'json' }
import { languageOf, words } from './index.ts'
import { argumentsOf, messages } from './messages.ts'
import commonRu from './ru.json' with { type: 'json' }
import { STRINGS } from './strings.ts'

const { ru, en } = STRINGS
const root = new URL('../../', import.meta.url).pathname
const sources = globSync('{main,loaders,preload,renderer,resources,sandbox}/**/*.{ts,tsx}', { cwd: root })
  .filter(path => !path.includes('.test.'))
  .map(path => readFileSync(root + path, 'utf8'))
const found = (pattern: RegExp) => [
  ...new Set(sources.flatMap(source => [...source.matchAll(pattern)].map(match => match[1] ?? ''))),
]
const parsed = (text: string) => new IntlMessageFormat(text, 'ru', undefined, { ignoreTag: true }).getAst()
const parameters = (text: string) => [...argumentsOf(parsed(text)).names].sort()

/** Replaces no-break spaces by plain ones, for readability. */
const flat = (text: string) => text.replace(/\s/g, ' ')
const { t, money, roubles, moneyShort, percent, day, range, duration, notice, moment } = words('ru')
const english = words('en')

describe('the strings of both languages', () => {
  it('hold the same keys', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(ru).sort())
  })
  it('take the same parameters under every key', () => {
    for (const key of Object.keys(ru) as (keyof typeof ru)[])
      expect({ key, parameters: parameters(en[key]) }).toEqual({ key, parameters: parameters(ru[key]) })
  })
  it('have every plural form their language asks for', () => {
    const forms = (text: string) =>
      parsed(text).flatMap(part => ('offset' in part ? [Object.keys(part.options).sort()] : []))
    expect(Object.values(ru).flatMap(forms).length).toBeGreaterThan(10)
    for (const text of Object.values(ru))
      for (const of of forms(text)) expect(of).toEqual(['few', 'many', 'one', 'other'])
    for (const text of Object.values(en)) for (const of of forms(text)) expect(of).toEqual(['one', 'other'])
  })
  it('name a marketplace only where one is spoken of alone', () => {
    const names = MARKETPLACE_NAMES.map(name => t(`marketplace.${name}`))
    for (const [key, text] of Object.entries({ ...commonRu, ...commonEn }))
      expect({ key, named: names.filter(name => text.includes(name)) }).toEqual({ key, named: [] })
    for (const [key, text] of Object.entries({ ...ru, ...en }))
      expect(names.filter(name => text.includes(name)).length, key).toBeLessThan(2)
  })
  it('begin and end with a word and have no ICU quotes, so that a string without parameters needs no parsing', () => {
    for (const text of [...Object.values(ru), ...Object.values(en)]) {
      expect(text).toBe(text.trim())
      expect(text).not.toMatch(/''|'[{}]/)
    }
  })
})

describe('words that come out of the code', () => {
  it('have a sentence for every kind of error', () => {
    for (const kind of [...CAUSES, ...FAULTS]) expect(ru).toHaveProperty([`error.${kind}`])
  })
  it('have a sentence for every notice that the code sends', () => {
    const sent = found(/word: '([a-z_]+)'/g)
    expect(sent).toContain('engine_restarted')
    // Reasons why the app did not start are printed on the terminal.
    for (const word of sent.filter(word => !Object.hasOwn(ru, `start.${word}`)))
      expect(ru).toHaveProperty([`notice.${word}`])
  })
  it('have a sentence for every anomaly that a loader counts, with its example unless one is no help', () => {
    for (const word of ANOMALIES) {
      expect(notice({ word, details: { value: 'Т-1', count: 2 } })).not.toBe(t('notice.any'))
      if (word !== 'orders_report_not_understood')
        expect(parameters(ru[`notice.${word}`] ?? '')).toEqual(['count', 'value'])
    }
  })
  it('have a sentence for every line of the log', () => {
    const written = found(/\blog\(\s*'[a-z]+',\s*'([a-z_]+)'/g)
    expect(written).toContain('run_started')
    for (const word of written.filter(word => word !== 'notice')) expect(ru).toHaveProperty([`log.${word}`])
    for (const status of ['done', 'failed', 'skipped', 'later', 'paused'])
      expect(ru).toHaveProperty([`log.step_${status}`])
  })
  it('have a label for every step that is declared', () => {
    for (const id of found(/\bstep\(\s*'([a-z]+\.[a-z_-]+)'/g)) expect(ru).toHaveProperty([`step.${id}`])
  })
  it('leave no label of a step without days or months promised in it', () => {
    for (const [key, label] of Object.entries(ru))
      if (key.startsWith('step.')) expect(label).not.toMatch(/\d+ (дн|мес)/)
  })
})

describe('strings', () => {
  it('are all used somewhere', () => {
    const code = sources.join('\n')
    const prefixes = found(/`([a-zA-Z._]+\.)\$\{/g)
    const idle = Object.keys(ru).filter(
      key => !code.includes(`'${key}'`) && !prefixes.some(prefix => key.startsWith(prefix)),
    )
    expect(idle).toEqual([])
  })
})

describe('Russian plural forms', () => {
  it('follow the number', () => {
    const days = [1, 2, 5, 11, 21, 22, 25, 101, 112].map(count => t('count.days', { count }))
    expect(days).toEqual([
      '1 день',
      '2 дня',
      '5 дней',
      '11 дней',
      '21 день',
      '22 дня',
      '25 дней',
      '101 день',
      '112 дней',
    ])
  })
})

describe('what is said of marketplaces', () => {
  const { measureAbout, marketplaces, partialError } = words('ru')
  it('lists all of them by their labels', () => {
    expect(flat(marketplaces())).toBe('Ozon и Wildberries')
    expect(english.marketplaces()).toBe('Ozon and Wildberries')
    expect(flat(t('start.help', { marketplaces: marketplaces() }))).toContain('на Ozon и Wildberries на этом')
  })
  it('follows what a figure means everywhere, for those alone that a person has shops on', () => {
    const units = (...names: string[]) => flat(measureAbout('ordered_units', names))
    expect(units()).toMatch(/с отменёнными\.$/)
    expect(units('wb')).toMatch(/с отменёнными\. На Wildberries заказ — одна штука\.$/)
    expect(units('ozon', 'wb')).toMatch(/Ozon их может быть несколько\. На Wildberries заказ — одна штука\.$/)
    expect(measureAbout('drr', ['ozon', 'wb'])).toBe(t('measure.drr.about'))
  })
  it('of keys that open the shop without its advertising is its own where there is such a sentence', () => {
    expect(partialError('bad_key', 'ozon')).toContain('Performance API')
    expect(partialError('no_role', 'ozon')).toBe(words('ru').keyError('no_role', 'ozon'))
  })
})

describe('parameters of a sentence', () => {
  it('are written as numbers where they are numbers, counted or not', () => {
    expect(flat(t('progress.rows', { count: 1_234_567 }))).toBe('1 234 567 записей')
    expect(flat(t('progress.rows', { count: 1.555 }))).toBe('1,56 записи')
    expect(flat(t('events.photos.did.added', { count: 1_234.5 }))).toBe('добавлено 1 234,5')
  })
  it('take their part of it away when they are missing, alone or one of several', () => {
    const done = (details: Record<string, number>) => flat(words('ru').log({ word: 'step_done', details }))
    expect(done({ rows: 1_200, added: 3, changed: 0 })).toBe(
      'загружено, записей 1 200, новых 3, изменилось 0.',
    )
    expect(done({ rows: 1_200, added: 3 })).toBe('загружено.')
    expect(done({})).toBe('загружено.')
  })
  it('that are empty are there, and braces, tags and apostrophes within them stay', () => {
    expect(t('events.changed.photos', { what: '' })).toBe('Изменены фото:')
    expect(t('events.product', { id: "{a} <b> 'c' #" })).toBe("Товар {a} <b> 'c' #")
    expect(messages('en', new Intl.NumberFormat('en'))('<b>{n}', { n: 1_000 })).toBe('<b>1,000')
  })
})

describe('money, from integer kopecks', () => {
  it('is written to the kopeck', () => {
    expect(flat(money(123_456_789))).toBe('1 234 567,89 ₽')
    expect(flat(money(5))).toBe('0,05 ₽')
    expect(flat(money(-1_050))).toBe('-10,50 ₽')
  })
  it('loses its kopecks on a tile and its thousands on an axis', () => {
    expect(flat(roubles(123_456_789))).toBe('1 234 568 ₽')
    expect(flat(moneyShort(123_456_789))).toBe('1,2 млн ₽')
    expect(flat(english.money(123_456_789))).toBe('1,234,567.89 ₽')
  })
  it('of a currency that is not known has the sign of any', () => {
    expect(flat(money(5, 'XXX'))).toBe('0,05 ¤')
    expect(flat(english.roubles(500, 'XXX'))).toBe('5 ¤')
  })
  it('keeps every kopeck of a sum that a float would round', () => {
    expect(flat(money(9_007_199_254_740_991))).toBe('90 071 992 547 409,91 ₽')
  })
})

describe('days, spans and shares', () => {
  it('of a number show its hundredths at most, and no zeros', () => {
    const numbers = [0, 1234.567, -0.5, 1e6]
    expect(numbers.map(value => flat(words('ru').number(value)))).toEqual([
      '0',
      '1 234,57',
      '-0,5',
      '1 000 000',
    ])
  })
  it('are written short', () => {
    expect(flat(day('2026-11-24'))).toBe('24 ноя 2026')
    expect(flat(english.day('2026-11-04'))).toBe('4 Nov 2026')
    expect(flat(percent(12.345))).toBe('12,3 %')
  })
  it('name a year once where one is enough', () => {
    expect(flat(range('2026-01-01', '2026-11-24'))).toBe('1 янв – 24 ноя 2026')
    expect(flat(range('2025-12-01', '2026-11-24'))).toBe('1 дек 2025 – 24 ноя 2026')
    expect(flat(range('2026-11-24', '2026-11-24'))).toBe('24 ноя 2026')
  })
  it('round what is left to minutes, then to hours', () => {
    expect([10, 49, 50, 290, 5_369, 5_370, 18_000].map(seconds => flat(duration(seconds)))).toEqual([
      'меньше минуты',
      'меньше минуты',
      '≈ 1 минута',
      '≈ 5 минут',
      '≈ 89 минут',
      '≈ 1 час',
      '≈ 5 часов',
    ])
  })
  it('call the neighbouring days by their names', () => {
    const now = new Date(2026, 10, 24, 12)
    expect(flat(moment(new Date(2026, 10, 24, 9, 5).toISOString(), now))).toBe('сегодня в 09:05')
    expect(flat(moment(new Date(2026, 10, 23, 23, 59).toISOString(), now))).toBe('вчера в 23:59')
    expect(flat(moment(new Date(2026, 10, 25).toISOString(), now))).toBe('завтра в 00:00')
    expect(flat(moment(new Date(2026, 10, 22, 23, 59).toISOString(), now))).toBe('22 ноя 2026 в 23:59')
    expect(flat(moment(new Date(2026, 10, 26).toISOString(), now))).toBe('26 ноя 2026 в 00:00')
    expect(flat(moment(new Date(2026, 10, 1, 7).toISOString(), now))).toBe('1 ноя 2026 в 07:00')
  })
})

describe('times and spans of what has happened', () => {
  const now = Date.parse('2026-11-24T12:00:00Z')
  const apart = (seconds: number) =>
    flat(words('ru').relative(new Date(now + seconds * 1000).toISOString(), now))
  it('say how far away an instant is', () => {
    expect([-10, -300, -7_200, -100_000, -200_000].map(apart)).toEqual([
      'только что',
      '5 минут назад',
      '2 часа назад',
      '28 часов назад',
      '2 дня назад',
    ])
    expect([20, 1_260, 86_400].map(apart)).toEqual(['с минуты на минуту', 'через 21 минуту', 'через 24 часа'])
    expect([0, 44, 45, 5_399, 5_400, 129_599, 129_600].map(seconds => apart(-seconds))).toEqual([
      'только что',
      'только что',
      '1 минуту назад',
      '90 минут назад',
      '2 часа назад',
      '36 часов назад',
      '2 дня назад',
    ])
  })
  it('say how long something took, to the second below an hour', () => {
    const spans = [400, 12_000, 59_000, 60_000, 185_000, 3_600_000, 7_810_000]
    expect(spans.map(ms => flat(words('ru').span(ms)))).toEqual([
      '0 с',
      '12 с',
      '59 с',
      '1 мин 0 с',
      '3 мин 5 с',
      '1 ч 0 мин',
      '2 ч 10 мин',
    ])
  })
  it('name the zone of a computer whose clock is not Moscow’s', () => {
    const now = new Date('2026-11-24T12:00:00Z')
    const zones = [
      'Europe/Moscow',
      'Asia/Vladivostok',
      'Europe/Kaliningrad',
      'Asia/Kolkata',
      'America/New_York',
      'UTC',
    ]
    const named = zones.map(zone => {
      vi.stubEnv('TZ', zone)
      return words('ru').zone(now)
    })
    expect(named).toEqual([null, 'UTC+10', 'UTC+2', 'UTC+5:30', 'UTC−5', 'UTC'])
  })
  it('put a line of the log into words, a notice too', () => {
    const { log } = words('ru')
    expect(log({ word: 'run_started', details: { trigger: 'person', steps: 'wb.orders,wb.funnel' } })).toBe(
      'Загрузка началась (запущено вами): Заказы, Воронка продаж.',
    )
    expect(flat(log({ word: 'asked_to_wait', details: { seconds: 300 } }))).toContain('≈ 5 минут')
    expect(log({ word: 'notice', details: { notice: 'premium_missing' } })).toBe(t('notice.premium_missing'))
  })
  it('never show a bare word of the log', () => {
    expect(words('ru').log({ word: 'never_heard_of', details: {} })).toBe('Событие «never_heard_of»')
  })
})

describe('notices', () => {
  it('speak of what they know and leave out what they do not', () => {
    expect(flat(notice({ word: 'key_expires', details: { at: '2026-12-24T12:00:00Z' } }))).toContain(
      '24 дек 2026',
    )
    expect(notice({ word: 'key_expires', details: {} })).toBe(
      'Срок ключа подходит к концу. Создайте новый ключ и обновите ключи магазина.',
    )
  })
  it('put steps and causes into words', () => {
    expect(notice({ word: 'step_failed', details: { step: 'ozon.orders', kind: 'server' } })).toBe(
      'Заказы: не загружено. На стороне маркетплейса сбой. Повторите через несколько минут.',
    )
  })
  it('name the categories of a token and the steps that need them', () => {
    const missing = {
      word: 'category_missing',
      details: { category: 'analytics,finance', step: 'wb.orders,wb.funnel' },
    }
    expect(notice(missing)).toBe(
      'Не отмечено в токене: «Аналитика», «Финансы». Загрузится не полностью: Заказы, Воронка продаж.',
    )
    expect(english.notice(missing)).toContain('Not ticked in the token: Analytics, Finance.')
  })
  it('may be the word of an error: a start that failed', () => {
    expect(notice({ word: 'data_in_use', details: { reason: 'x' } })).toBe(t('error.data_in_use'))
  })
  it('fall back to a general sentence, never to a bare word', () => {
    expect(notice({ word: 'never_heard_of', details: {} })).toBe(t('notice.any'))
    expect(words('ru').error('never_heard_of')).toBe(t('error.internal'))
  })
  it('say an error in the words of a marketplace where it has some', () => {
    expect(words('ru').error('bad_key', 'wb')).toContain('токен')
    expect(words('ru').error('bad_key', 'ozon')).toBe(t('error.bad_key'))
    expect(words('ru').error('server', 'wb')).toBe(t('error.server'))
  })
})

describe('the language', () => {
  it('follows the locale of the system', () => {
    expect(['ru-RU', 'kk', 'C', '', 'en-GB', 'en_US.UTF-8', 'en'].map(languageOf)).toEqual([
      'ru',
      'ru',
      'ru',
      'ru',
      'en',
      'en',
      'en',
    ])
  })
})

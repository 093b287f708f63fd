import type { Key, Language, Params } from './index.ts'

type Translate = (key: Key, params?: Params) => string

const MINUTE = 60
const HOUR = 60 * MINUTE
/** Moscow time minus UTC, minutes, all year. */
const MOSCOW_MINUTES = 180
/** Locale of times like «14:05:09», for both languages. */
const CLOCK = 'ru'
/** U+00A0: a line never breaks between a sum and its sign. */
const SPACE = '\u00a0'

/** Numbers, sums, days and durations in one language. Days are Moscow calendar days; instants are shown in the computer's time zone. */
export function formats(language: Language, t: Translate) {
  const plain = new Intl.NumberFormat(language, { maximumFractionDigits: 2 })
  const exact = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 })
  const short = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 })
  const tenths = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const seconds = new Intl.DateTimeFormat(CLOCK, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  const moscow = new Intl.DateTimeFormat(CLOCK, {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'Europe/Moscow',
  })
  const distance = new Intl.RelativeTimeFormat(language)

  const all = new Intl.ListFormat(language, { type: 'conjunction' })

  const number = (value: number) => plain.format(value)
  /** «название, описание и фото». */
  const list = (names: readonly string[]) => all.format(names)

  /** With kopecks: «1 234 567,89 ₽». `currency` is ISO 4217. */
  const money = (kopecks: number, currency = 'RUB') =>
    `${exact.format(decimal(kopecks))}${SPACE}${signOf(currency)}`
  /** Rounded to whole roubles, for tiles: «1 234 568 ₽». */
  const roubles = (kopecks: number, currency = 'RUB') =>
    `${whole.format(decimal(kopecks))}${SPACE}${signOf(currency)}`
  /** Compact, for an axis: «1,2 млн ₽». */
  const moneyShort = (kopecks: number, currency = 'RUB') =>
    `${short.format(decimal(kopecks))}${SPACE}${signOf(currency)}`

  /** A ratio in percent: «12,3 %». */
  const percent = (value: number) =>
    language === 'ru' ? `${tenths.format(value)}${SPACE}%` : `${tenths.format(value)}%`
  /** Whole percent of a progress bar. */
  const progress = (value: number) => (language === 'ru' ? `${value}${SPACE}%` : `${value}%`)
  /** Percentage points: «1,4 п. п.». */
  const points = (value: number) => t('unit.points', { value: tenths.format(value) })

  /** The sign of a currency: «₽». */
  const sign = (currency: string) => signOf(currency)
  /** The short name of a day's month: «ноя». */
  const month = (day: string) => t('time.months.alone').split(' ')[Number(day.slice(5, 7)) - 1] ?? ''
  /** The Moscow time of an instant: «09:30». */
  const moscowTime = (text: string) => moscow.format(new Date(text))

  const dayMonth = (day: string) => {
    const [, month = '', date = ''] = day.split('-')
    return `${Number(date)}${SPACE}${t('time.months').split(' ')[Number(month) - 1]}`
  }
  /** «24 ноя 2026». */
  const day = (text: string) => `${dayMonth(text)}${SPACE}${text.slice(0, 4)}`
  /** «1 янв – 24 ноя 2026»; a single day is written once. */
  const range = (from: string, to: string) => {
    if (from === to) return day(from)
    return from.slice(0, 4) === to.slice(0, 4)
      ? `${dayMonth(from)} – ${day(to)}`
      : `${day(from)} – ${day(to)}`
  }
  /** The day of an instant in the computer's time zone. */
  const instant = (text: string) => day(localDay(new Date(text)))
  /** «сегодня в 14:05», «24 ноя 2026 в 14:05». */
  const moment = (text: string, now: Date = new Date()) => {
    const at = new Date(text)
    const time = clockOf(at)
    const apart = daysApart(now, at)
    if (apart === 0) return t('time.today', { time })
    if (apart === -1) return t('time.yesterday', { time })
    if (apart === 1) return t('time.tomorrow', { time })
    return t('time.at', { date: day(localDay(at)), time })
  }

  /** «UTC+10» if the computer's time differs from Moscow's, else null. Days are Moscow's everywhere. */
  const zone = (now: Date = new Date()): string | null => {
    const minutes = -now.getTimezoneOffset()
    if (minutes === MOSCOW_MINUTES) return null
    const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
    if (minutes === 0) return 'UTC'
    return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest ? `:${rest}` : ''}`
  }

  /** «14:05:09» in the computer's time zone. */
  const second = (text: string) => seconds.format(new Date(text))
  /** How far an instant is from now: «только что», «5 минут назад», «через 2 часа». */
  const relative = (text: string, now: number = Date.now()) => {
    const apart = (Date.parse(text) - now) / 1000
    const size = Math.abs(apart)
    if (size < 45) return t(apart > 0 ? 'time.soon' : 'time.justNow')
    // Halves are rounded away from now on both sides: Math.round alone would make 90 minutes ago one hour.
    const inUnits = (unit: number) => Math.sign(apart) * Math.round(size / unit)
    if (size < 90 * MINUTE) return distance.format(inUnits(MINUTE), 'minute')
    if (size < 36 * HOUR) return distance.format(inUnits(HOUR), 'hour')
    return distance.format(inUnits(24 * HOUR), 'day')
  }
  /** A measured duration in ms: «12 с», «3 мин 5 с», «2 ч 10 мин». */
  const span = (ms: number) => {
    const whole = Math.round(ms / 1000)
    const [h, m, s] = [Math.floor(whole / HOUR), Math.floor((whole % HOUR) / MINUTE), whole % MINUTE]
    if (h > 0) return t('span.hours', { h, m })
    return m > 0 ? t('span.minutes', { m, s }) : t('span.seconds', { s })
  }

  /** An approximate duration in seconds: «меньше минуты», «≈ 5 минут», «≈ 2 часа». */
  const duration = (seconds: number) => {
    if (seconds < 50) return t('duration.short')
    const minutes = Math.max(1, Math.round(seconds / MINUTE))
    return minutes < 90
      ? t('duration.minutes', { count: minutes })
      : t('duration.hours', { count: Math.round(seconds / HOUR) })
  }

  return {
    /** The format of numbers within sentences. */
    plain,
    number,
    list,
    money,
    roubles,
    moneyShort,
    percent,
    progress,
    points,
    day,
    dayMonth,
    month,
    moscowTime,
    sign,
    range,
    instant,
    moment,
    zone,
    second,
    relative,
    duration,
    span,
  }
}

/** XXX is ISO 4217 for none that is known, for which Intl in Russian has only a code. */
const signs = new Map([['XXX', '¤']])

/** The sign of a currency, «₸»; an unknown code is shown as it is. */
function signOf(currency: string): string {
  const known = signs.get(currency)
  if (known !== undefined) return known
  if (!/^[A-Z]{3}$/.test(currency)) return currency
  const parts = new Intl.NumberFormat('ru', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  }).formatToParts(0)
  const sign = parts.find(({ type }) => type === 'currency')?.value ?? currency
  signs.set(currency, sign)
  return sign
}

/** Kopecks as decimal text, which Intl formats without a float in between. */
function decimal(kopecks: number): Intl.StringNumericLiteral {
  const digits = String(Math.abs(kopecks)).padStart(3, '0')
  return `${kopecks < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}` as Intl.StringNumericLiteral
}

const two = (value: number) => String(value).padStart(2, '0')

/** «09:05», in both languages: Intl takes a third of a millisecond for the same. */
const clockOf = (at: Date): string => `${two(at.getHours())}:${two(at.getMinutes())}`

function localDay(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

function daysApart(from: Date, to: Date): number {
  return Math.round((Date.parse(localDay(to)) - Date.parse(localDay(from))) / (24 * HOUR * 1000))
}

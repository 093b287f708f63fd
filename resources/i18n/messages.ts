import { IntlMessageFormat } from 'intl-messageformat'
import type { Language, Params } from './index.ts'

type Elements = ReturnType<IntlMessageFormat['getAst']>
/** A compiled message. */
type Message = (params: Params) => string

/** Names of the parameters of an ICU message, and of those that a plural counts. */
export function argumentsOf(elements: Elements): { names: Set<string>; counted: Set<string> } {
  const names = new Set<string>()
  const counted = new Set<string>()
  const walk = (part: Elements) => {
    for (const element of part) {
      if ('options' in element) {
        // Of plural and select, only a plural has an offset.
        if ('offset' in element) counted.add(element.value)
        for (const option of Object.values(element.options)) walk(option.value)
      }
      if ('value' in element && typeof element.value === 'string' && element.type !== LITERAL)
        names.add(element.value)
    }
  }
  walk(elements)
  return { names, counted }
}
const LITERAL = 0

/** ICU messages of one language, each compiled on first use. `number` formats every number in them. */
export function messages(language: Language, number: Intl.NumberFormat) {
  const plural = new Intl.PluralRules(language)
  const formatters = {
    getNumberFormat: () => number,
    getPluralRules: () => plural,
    getDateTimeFormat: (...args: ConstructorParameters<typeof Intl.DateTimeFormat>) =>
      new Intl.DateTimeFormat(...args),
  }
  const compiled = new Map<string, Message>()

  function compile(text: string): Message {
    // Most strings have no parameters and need no parsing.
    if (!text.includes('{')) return () => text
    const message = new IntlMessageFormat(text, language, undefined, { formatters, ignoreTag: true })
    const { names, counted } = argumentsOf(message.getAst())
    return params => {
      const values: Record<string, string | number | undefined> = {}
      // A missing parameter is `undefined`, which `{name, select, undefined {} other {…}}` uses to omit its part.
      for (const name of names) {
        const param = params[name]
        values[name] = typeof param === 'number' && !counted.has(name) ? number.format(param) : param
      }
      return String(message.format(values)).trim()
    }
  }

  return (text: string, params: Params): string => {
    let message = compiled.get(text)
    if (!message) {
      message = compile(text)
      compiled.set(text, message)
    }
    return message(params)
  }
}

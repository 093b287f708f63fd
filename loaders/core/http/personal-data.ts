/** Names of fields with personal data: of buyers, recipients, couriers and signatories. */
const PERSONAL =
  /^(name|(full|first|last|middle|sur)name|patronymic|fio|phone|e?mail|address|recipient|customer|client|buyer|consignee|contact|passport|birth|user|login|comment|text|note|city|region|oblast|okrug|district|street|house|flat|zip|postal|latitude|longitude|courier|driver|bank|account|(inn|tin|kpp|tel)$)/i

/** Field names are compared word by word, so that `posting` does not match `tin`. */
const isPersonal = (field: string): boolean =>
  field.split(/[^a-zA-Z0-9]+|(?<=[a-z0-9])(?=[A-Z])/).some(word => PERSONAL.test(word))

/** A code, a date, a number, an address of a page: nothing that a person would call theirs. */
const CODE = /^[\w.:+\-/]{0,64}$/
const DAY = /^\d{4}-\d\d-\d\d/

const hashed = (text: string): string => text.replace(/\d/g, '#')

/** Masks e-mail addresses, telephone numbers and numbers of five or more digits in a text. */
export function maskText(text: string): string {
  return text
    .replace(/[\w.+-]+@[\w-]+(\.[\w-]+)*/g, '***')
    .replace(/\+?\d[\d\s()-]{5,}\d/g, found => (DAY.test(found) ? found : hashed(found)))
    .replace(/\d{5,}/g, hashed)
}

/** Words of a text that is not JSON are masked too, since they may be anyone's. */
const maskPage = (text: string): string => maskText(text).replace(/\p{Script=Cyrillic}+/gu, '***')

/** A string that was masked before stays as it is. */
const MASKED = /^\*\*\*( \d+)?$/
const maskString = (text: string): string =>
  CODE.test(text) ? maskText(text) : MASKED.test(text) ? text : `*** ${text.length}`

/** Fields in which the marketplaces say why they refuse. */
const REASON = /^(message|errors?|errorText|errorReason|details?|title|reason|description|statusText)$/i

/** Cyrillic words that begin with a capital letter. */
const CAPITALISED = /(?<!\p{L})[А-ЯЁ][А-Яа-яЁё]*(?:[\s-]+[А-ЯЁ][А-Яа-яЁё]*)*/gu

/** A sentence of a marketplace keeps its words, but no names and streets: of capitalised words only the one that opens it stays. */
const maskSentence = (text: string): string =>
  maskText(text).replace(CAPITALISED, (found, at: number, masked: string) =>
    at === 0 && /^[А-Яа-яЁё]+ [а-яё]/.test(masked) && !/[\s-]/.test(found) ? found : '***',
  )

/** A sentence inside quotation marks of JSON; escaped letters are masked like written ones. */
function maskReason(string: string): string {
  try {
    return JSON.stringify(maskSentence(JSON.parse(`"${string}"`))).slice(1, -1)
  } catch {
    return maskString(string)
  }
}

/** The message of an error: an answer in it is masked like a stored one, except that what says why keeps its words. */
export function maskMessage(message: string): string {
  const from = message.search(/\{\s*["}]|\[\s*[\]{["\d]/)
  if (from < 0) return maskSentence(message)
  return maskSentence(message.slice(0, from)) + maskJson(message.slice(from), REASON)
}

/** A value whose shape stays, masked like an answer; a number that is masked becomes a text. */
export function maskValue(value: unknown, personal = false): unknown {
  if (Array.isArray(value)) return value.map(one => maskValue(one, personal))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([name, of]) => [
        maskText(name),
        maskValue(of, personal || isPersonal(name)),
      ]),
    )
  if (typeof value === 'string') return personal ? '***' : maskString(value)
  if (typeof value !== 'number') return value
  const masked = personal ? hashed(String(value)) : maskText(String(value))
  return masked === String(value) ? value : masked
}

/**
 * An answer of a marketplace whose shape can be read and whose buyers cannot: values under personal fields go, strings stay only as codes, long numbers lose
 * their digits. Works on an answer that was cut in the middle.
 */
export function maskAnswer(answer: string): string {
  return /^\s*[[{]/.test(answer) ? maskJson(answer, null) : maskPage(answer)
}

/** JSON, perhaps cut, without people; strings under the fields `reasons` are sentences. */
function maskJson(json: string, reasons: RegExp | null): string {
  /** For each open bracket: whether everything in it is personal. */
  const open: boolean[] = []
  let field = false
  let reason = false
  return json.replace(
    /("(?:[^"\\]|\\.)*"?)(\s*:)?|[[{]|[\]}]|,|[^\s"[\]{},:]+/g,
    (token, string?: string, colon?: string) => {
      const personal = field || open.at(-1) === true
      if (string !== undefined && colon !== undefined) {
        reason = reasons?.test(string.slice(1, -1)) === true
        field = !reason && isPersonal(string)
        return `${maskText(string)}${colon}`
      }
      if (token === '[' || token === '{') {
        open.push(personal)
        field = false
        if (token === '{') reason = false
        return token
      }
      if (token === ']' || token === '}') open.pop()
      if (token === '}') reason = false
      field = false
      if (string !== undefined && reason && !personal) return `"${maskReason(inside(string))}"`
      if (string !== undefined) return personal ? '"***"' : `"${maskString(inside(string))}"`
      return personal ? hashed(token) : maskText(token)
    },
  )
}

/** A string without its quotation marks; a cut one has lost the second. */
const inside = (string: string): string => string.slice(1, string.endsWith('"') ? -1 : undefined)

/** Keeps only the end of an id, enough to tell ids apart. */
export const maskId = (id: string): string => `***${id.slice(-3)}`

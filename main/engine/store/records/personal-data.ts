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

const maskString = (text: string): string => (CODE.test(text) ? maskText(text) : `*** ${text.length}`)

/**
 * An answer of a marketplace whose shape can be read and whose buyers cannot: values under personal fields go, strings stay only as codes, long numbers lose
 * their digits. Works on an answer that was cut in the middle.
 */
export function maskAnswer(answer: string): string {
  if (!/^\s*[[{]/.test(answer)) return maskPage(answer)
  /** For each open bracket: whether everything in it is personal. */
  const open: boolean[] = []
  let field = false
  return answer.replace(
    /("(?:[^"\\]|\\.)*"?)(\s*:)?|[[{]|[\]}]|,|[^\s"[\]{},:]+/g,
    (token, string?: string, colon?: string) => {
      const personal = field || open.at(-1) === true
      if (string !== undefined && colon !== undefined) {
        field = isPersonal(string)
        return `${maskText(string)}${colon}`
      }
      if (token === '[' || token === '{') {
        open.push(personal)
        field = false
        return token
      }
      if (token === ']' || token === '}') open.pop()
      field = false
      if (string !== undefined) return personal ? '"***"' : `"${maskString(inside(string))}"`
      return personal ? hashed(token) : maskText(token)
    },
  )
}

/** A string without its quotation marks; a cut one has lost the second. */
const inside = (string: string): string => string.slice(1, string.endsWith('"') ? -1 : undefined)

/** Keeps only the end of an id, enough to tell ids apart. */
export const maskId = (id: string): string => `***${id.slice(-3)}`

/** JSON.rawJSON of newer engines for numbers beyond a double; the library's types lack it. */
const json = JSON as unknown as {
  rawJSON(digits: string): object
  isRawJSON(value: unknown): boolean
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown
}

/** A whole number of any length inside an answer (wildberries.md 1.8). */
export const bigNumber = (digits: string): object => json.rawJSON(digits)

/** Whether a value of an answer is such a number. */
export const isBigNumber = (value: unknown): boolean => json.isRawJSON(value)

/** Parses an answer so that long numbers come out of it again as they went in. */
export const parseLossless = (text: string): unknown =>
  json.parse(text, (_key, value, { source }) =>
    typeof value === 'number' &&
    source !== undefined &&
    !Number.isSafeInteger(value) &&
    /^-?\d+$/.test(source)
      ? bigNumber(source)
      : value,
  )

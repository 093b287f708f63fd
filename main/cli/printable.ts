/** Characters that a terminal would execute instead of print: control characters, and marks that change the text direction. */
const COMMANDS = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Escapes text from outside, such as a product name, for a terminal; line breaks stay. */
export const printable = (text: string): string =>
  text.replace(COMMANDS, found => (found === '\n' ? found : escaped(found)))

/** The same, on one line. */
export const printableLine = (text: string): string => text.replace(COMMANDS, escaped)

/** JSON does not escape control characters beyond ASCII. */
export const printableJson = (json: string): string => json.replace(/[\u007f-\u009f]/g, escaped)

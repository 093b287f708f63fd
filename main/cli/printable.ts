/** What a terminal would obey instead of showing: control characters, and marks that turn the direction of a line. */
const COMMANDS = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** A text that may hold anything, such as the name of a product, as a terminal may be given it; its lines stay. */
export const printable = (text: string): string =>
  text.replace(COMMANDS, found => (found === '\n' ? found : escaped(found)))

/** The same as one line. */
export const printableLine = (text: string): string => text.replace(COMMANDS, escaped)

/** JSON leaves the control characters beyond ASCII as they are. */
export const printableJson = (json: string): string => json.replace(/[\u007f-\u009f]/g, escaped)

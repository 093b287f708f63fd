import { parseArgs } from 'node:util'

/** The app's own switches; those of Chromium and Electron are ignored. */
const OWN = {
  'data-dir': { type: 'string' },
  api: { type: 'string' },
  hidden: { type: 'boolean' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const
/** Switches of Chromium and Electron that would pass for a typo in one of ours. */
const FOREIGN: ReadonlySet<string> = new Set(['app', 'abi'])
type Own = keyof typeof OWN
const NAMES = Object.keys(OWN) as readonly Own[]

export interface Switches {
  readonly 'data-dir'?: string
  readonly api?: string
  readonly hidden?: boolean
  readonly help?: boolean
  readonly version?: boolean
}

/** An invalid switch of ours; the app does not start. */
export class SwitchError extends Error {
  readonly word: 'unknown_switch' | 'empty_switch' | 'switch_without_value' | 'bad_api'
  /** As given on the command line. */
  readonly written: string
  /** The switch that was probably meant. */
  readonly meant: string
  constructor(word: SwitchError['word'], written: string, meant: string, options?: ErrorOptions) {
    super(`${word}: ${written}`, options)
    this.name = 'SwitchError'
    this.word = word
    this.written = written
    this.meant = meant
  }
}

/**
 * Parses our switches: `--name value` and `--name=value`. Throws SwitchError on one that is misspelt, lacks its value or has one too many: a start with
 * another folder than intended would show another user's shops.
 */
export function readSwitches(argv: readonly string[]): Switches {
  const { tokens } = parseArgs({ args: [...argv], options: OWN, strict: false, tokens: true })
  const found: Record<string, string | boolean> = {}
  for (const token of tokens) {
    if (token.kind === 'option-terminator') break
    if (token.kind !== 'option') continue
    const { name, rawName, value, inlineValue } = token
    // The parser splits a name after one dash into letters.
    if (!rawName.startsWith('--')) refuseMisspelt(argv[token.index] ?? rawName)
    else if (!isOwn(name)) refuseMisspelt(rawName)
    else found[name] = OWN[name].type === 'string' ? text(name, value, inlineValue) : flag(name, value)
  }
  return found
}

/** Throws if an argument looks like one of our switches. */
function refuseMisspelt(argument: string): void {
  const [written = ''] = argument.split('=')
  const name = written.replace(/^-+/, '')
  const meant = NAMES.find(own => isMisspelt(name, own))
  if (meant) throw new SwitchError('unknown_switch', written, `--${meant}`)
}

const isOwn = (name: string): name is Own => (NAMES as readonly string[]).includes(name)

function text(name: Own, value: string | undefined, inline: boolean | undefined): string {
  // `--data-dir --hidden` has no folder, although the parser takes the second switch for it.
  if (value === undefined || value.trim() === '' || (value.startsWith('-') && !inline))
    throw new SwitchError('empty_switch', `--${name}`, `--${name}`)
  return value
}

function flag(name: Own, value: string | undefined): boolean {
  if (value !== undefined) throw new SwitchError('switch_without_value', `--${name}=${value}`, `--${name}`)
  return true
}

/** Whether it differs from one of ours only in case or punctuation (`--datadir`, `--DataDir`), or has a typo, in a long name two. */
function isMisspelt(name: string, own: Own): boolean {
  if (FOREIGN.has(name)) return false
  const plain = (word: string) => word.toLowerCase().replace(/[-_]/g, '')
  return distance(plain(name), plain(own)) <= Math.max(1, Math.floor(own.length / 4))
}

/** Distance of Damerau: letters to add, remove or replace, and neighbours to swap. */
function distance(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, index) => index)]
  const at = (row: number, column: number) => rows[row]?.[column] ?? 0
  for (let i = 1; i <= one.length; i += 1) {
    rows[i] = [i]
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      const least = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + same)
      rows[i]?.push(swapped ? Math.min(least, at(i - 2, j - 2) + 1) : least)
    }
  }
  return at(one.length, other.length)
}

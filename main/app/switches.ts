import { parseArgs } from 'node:util'

/** The app's own switches; those of Chromium and Electron are ignored. */
const OWN = {
  'data-dir': { type: 'string' },
  api: { type: 'string' },
  hidden: { type: 'boolean' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const
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
    if (token.kind !== 'option' || !token.rawName.startsWith('--')) continue
    const { name, rawName, value } = token
    if (isOwn(name)) found[name] = OWN[name].type === 'string' ? text(name, value) : flag(name, value)
    else {
      const meant = NAMES.find(own => isMisspelt(name, own))
      if (meant) throw new SwitchError('unknown_switch', rawName, `--${meant}`)
    }
  }
  return found
}

const isOwn = (name: string): name is Own => (NAMES as readonly string[]).includes(name)

function text(name: Own, value: string | undefined): string {
  // `--data-dir --hidden` has no folder, although the parser takes the second switch for it.
  if (value === undefined || value.trim() === '' || value.startsWith('--'))
    throw new SwitchError('empty_switch', `--${name}`, `--${name}`)
  return value
}

function flag(name: Own, value: string | undefined): boolean {
  if (value !== undefined) throw new SwitchError('switch_without_value', `--${name}=${value}`, `--${name}`)
  return true
}

/** Whether it differs from one of ours only in case or punctuation (`--datadir`, `--DataDir`), or has a typo in a long name. */
function isMisspelt(name: string, own: Own): boolean {
  const plain = (word: string) => word.toLowerCase().replace(/[-_]/g, '')
  if (plain(name) === plain(own)) return true
  return own.length >= 6 && distance(plain(name), plain(own)) <= Math.floor(own.length / 4)
}

/** Levenshtein distance: letters to add, remove or replace. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1]
    for (let at = 1; at <= other.length; at += 1)
      next.push(
        Math.min(
          (row[at] as number) + 1,
          (next[at - 1] as number) + 1,
          (row[at - 1] as number) + (letter === other[at - 1] ? 0 : 1),
        ),
      )
    row = next
  }
  return row[other.length] as number
}

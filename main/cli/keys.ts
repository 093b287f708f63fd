import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { KindError } from '#contract/errors.ts'
import type { Secrets } from '#contract/host.ts'
import { MARKETPLACES } from '#contract/marketplaces/index.ts'
import { Keys, type Marketplace } from '#contract/shop.ts'

/** Keys from environment variables, for machines without a keychain. Throws `no_key` with what is missing. */
export function keysFromEnv(marketplace: Marketplace, env: NodeJS.ProcessEnv = process.env): Keys {
  const { fields, fromFields } = MARKETPLACES[marketplace]
  const given = Object.fromEntries(
    Object.entries(fields).map(([name, { variable }]) => [name, env[variable] || undefined]),
  )
  for (const [name, { variable, needed }] of Object.entries(fields)) {
    const isNeeded = typeof needed === 'string' ? given[needed] !== undefined : needed
    if (isNeeded && given[name] === undefined) throw new KindError('no_key', `${variable} is not set`)
  }
  return parse(fromFields(given))
}

const SECRET_FIELDS = Object.values(MARKETPLACES)
  .flatMap(({ fields }) => Object.values(fields))
  .flatMap(({ variable, secret, needed }) => (secret ? [{ variable, secret, needed }] : []))

/** Secrets from the environment in place of the keychain, for every marketplace with variables; a shop uses its own. Throws `no_key` if there are none. */
export function secretsFromEnv(env: NodeJS.ProcessEnv = process.env): Secrets {
  const found: Secrets = {}
  for (const { variable, secret } of SECRET_FIELDS) {
    const value = env[variable]
    if (value) found[secret] = value
  }
  if (Object.keys(found).length === 0) {
    const main = SECRET_FIELDS.filter(({ needed }) => needed === true).map(({ variable }) => variable)
    throw new KindError('no_key', `none of these is set: ${main.join(', ')}`)
  }
  return found
}

/**
 * Keys from standard input: at a terminal prompted one by one (on standard error, without echo), else one per line in the same order, or one JSON object in
 * the shape of the contract without `marketplace`: `{"token"}`. Throws `bad_input` on anything else.
 */
export async function keysFromInput(marketplace: Marketplace): Promise<Keys> {
  const { fields, fromFields } = MARKETPLACES[marketplace]
  const given = process.stdin.isTTY
    ? await ask(Object.values(fields).map(({ asked }) => asked))
    : (await text(process.stdin)).trim()
  if (typeof given === 'string' && given.startsWith('{'))
    return parse({ ...fromFields({}), ...fromJson(given), marketplace })
  const lines = typeof given === 'string' ? given.split(/\r?\n/).map(line => line.trim()) : given
  const names = Object.keys(fields)
  // A single key may have been copied with the line breaks of an e-mail.
  const typed = names.length === 1 ? [lines.join('')] : lines
  return parse(fromFields(Object.fromEntries(names.map((name, index) => [name, typed[index]]))))
}

function fromJson(text: string): object {
  try {
    return JSON.parse(text) as object
  } catch {
    throw new KindError('bad_input', 'standard input is not JSON')
  }
}

// Errors may name fields only: the values are keys.
function parse(raw: unknown): Keys {
  const keys = Keys.safeParse(raw)
  if (!keys.success)
    throw new KindError(
      'bad_input',
      `keys: ${keys.error.issues.map(issue => issue.path.join('.')).join(', ')}`,
    )
  return keys.data
}

async function ask(names: readonly string[]): Promise<string[]> {
  // Input is not echoed: a key must not stay on the screen.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  const lines: string[] = []
  for (const name of names) {
    process.stderr.write(`${name}: `)
    lines.push((await terminal.question('')).trim())
    process.stderr.write('\n')
  }
  terminal.close()
  return lines
}

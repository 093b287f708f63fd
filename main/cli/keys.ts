import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { KindError } from '#contract/errors.ts'
import type { Secrets } from '#contract/host.ts'
import { Keys, type Marketplace } from '#contract/shop.ts'

/** Keys out of the environment: for machines without a keychain. Throws `no_key` naming what is missing. */
export function keysFromEnv(marketplace: Marketplace, env: NodeJS.ProcessEnv = process.env): Keys {
  const need = (name: string): string => {
    const value = env[name]
    if (!value) throw new KindError('no_key', `${name} is not set`)
    return value
  }
  if (marketplace === 'wb') return parse({ marketplace, token: need('PRILAVOK_WB_TOKEN') })
  const clientSecret = env.PRILAVOK_OZON_PERF_CLIENT_SECRET
  return parse({
    marketplace,
    clientId: need('PRILAVOK_OZON_CLIENT_ID'),
    apiKey: need('PRILAVOK_OZON_API_KEY'),
    performance: clientSecret ? { clientId: need('PRILAVOK_OZON_PERF_CLIENT_ID'), clientSecret } : null,
  })
}

/** What of the environment would else lie in the keychain, of every marketplace that it speaks of: a shop takes its own. Throws `no_key` when it speaks of none. */
export function secretsFromEnv(env: NodeJS.ProcessEnv = process.env): Secrets {
  const found: Secrets = {
    ...(env.PRILAVOK_OZON_API_KEY && { 'ozon-seller': env.PRILAVOK_OZON_API_KEY }),
    ...(env.PRILAVOK_OZON_PERF_CLIENT_SECRET && { 'ozon-performance': env.PRILAVOK_OZON_PERF_CLIENT_SECRET }),
    ...(env.PRILAVOK_WB_TOKEN && { wb: env.PRILAVOK_WB_TOKEN }),
  }
  if (Object.keys(found).length === 0)
    throw new KindError('no_key', 'neither PRILAVOK_OZON_API_KEY nor PRILAVOK_WB_TOKEN is set')
  return found
}

const FIELDS: Readonly<Record<Marketplace, readonly { readonly name: string; readonly needed: boolean }[]>> =
  {
    ozon: [
      { name: 'Client-Id', needed: true },
      { name: 'Api-Key', needed: true },
      { name: 'Performance client_id', needed: false },
      { name: 'Performance client_secret', needed: false },
    ],
    wb: [{ name: 'Token', needed: true }],
  }

/**
 * Keys from standard input: asked for one by one at a terminal (on standard error, unseen), else a line each in the same order,
 * or one JSON object `{"clientId","apiKey","performance":{"clientId","clientSecret"}}` or `{"token"}`. Throws `bad_input` on anything else.
 */
export async function keysFromInput(marketplace: Marketplace): Promise<Keys> {
  const given = process.stdin.isTTY
    ? await ask(FIELDS[marketplace].map(field => field.name))
    : (await text(process.stdin)).trim()
  if (typeof given === 'string' && given.startsWith('{'))
    return parse({ performance: null, ...fromJson(given), marketplace })
  const lines = typeof given === 'string' ? given.split(/\r?\n/).map(line => line.trim()) : given
  // A token may have been copied with the line breaks of a letter.
  if (marketplace === 'wb') return parse({ marketplace, token: lines.join('') })
  const [clientId, apiKey, perfClientId, clientSecret] = lines
  return parse({
    marketplace,
    clientId,
    apiKey,
    performance: perfClientId && clientSecret ? { clientId: perfClientId, clientSecret } : null,
  })
}

function fromJson(text: string): object {
  try {
    return JSON.parse(text) as object
  } catch {
    throw new KindError('bad_input', 'standard input is not JSON')
  }
}

// Only the names of the fields may be told: the values are keys.
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
  // What is typed goes nowhere: a key must not stay on the screen.
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

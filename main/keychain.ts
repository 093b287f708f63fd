import { AsyncEntry } from '@napi-rs/keyring'
import { KindError } from '#contract/errors.ts'
import type { Secrets } from '#contract/host.ts'
import { SECRETS } from '#contract/marketplaces/index.ts'

const SERVICE = 'Prilavok'

/** Owner of keychain entries: one per data folder, shop and API. */
export interface Owner {
  readonly vault: string
  readonly shopId: number
}

// The kernel keyring is cleared at log-out: on Linux only the Secret Service is used, without a silent fallback.
const entry = (owner: Owner, of: string) =>
  new AsyncEntry(SERVICE, `${owner.vault}/${owner.shopId}/${of}`, { linux: { store: 'secret-service' } })

/** Reads the keys of a shop. Throws `no_key` if there are none, `keychain_missing` or `keychain_locked` if the keychain cannot be read. */
export async function readKeys(owner: Owner): Promise<Secrets> {
  const found = await spoken(() =>
    Promise.all(SECRETS.map(async of => [of, await entry(owner, of).getPassword()] as const)),
  )
  const secrets = Object.fromEntries(found.filter(([, secret]) => secret)) as Secrets
  if (Object.keys(secrets).length === 0) throw new KindError('no_key', `no keys of shop ${owner.shopId}`)
  return secrets
}

/** Stores the keys of a shop; the entry of an API that is left out is deleted. */
export async function writeKeys(owner: Owner, secrets: Secrets): Promise<void> {
  await spoken(async () => {
    for (const of of SECRETS) {
      const secret = secrets[of]
      if (secret) await entry(owner, of).setPassword(secret)
      else await entry(owner, of).deletePassword()
    }
  })
}

export const removeKeys = (owner: Owner): Promise<void> => writeKeys(owner, {})

async function spoken<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    throw new KindError(
      /lock|prompt|dismissed|denied/i.test(text) ? 'keychain_locked' : 'keychain_missing',
      text,
    )
  }
}

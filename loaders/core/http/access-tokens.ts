import { hash } from 'node:crypto'
import type { HostName } from '#contract/marketplaces/index.ts'
import type { Keys } from '#contract/shop.ts'
import { LoadError } from '../errors.ts'
import type { AccessToken, Account, MarketplaceApi, SendRequest } from './marketplace-api.ts'

interface CachedToken extends AccessToken {
  readonly expiresAt: number
}
/** A request for an access token. */
interface TokenRequest {
  readonly host: HostName
  readonly account: Account
  readonly keys: Keys
  readonly ask: SendRequest
  readonly signal: AbortSignal
  /** The token that was refused, if any: a new one is fetched. */
  readonly refused: AccessToken | null
}

/** Cache of access tokens; concurrent requests for one account share one fetch. */
export function accessTokens(api: MarketplaceApi) {
  const all = new Map<string, Promise<CachedToken>>()

  return async ({ host, account, keys, ask, signal, refused }: TokenRequest): Promise<AccessToken> => {
    const key = `${host} ${account.client} ${hash('sha256', account.secrets.join('\n'))}`
    for (;;) {
      const known = all.get(key)
      try {
        const pass = await known
        if (pass && pass !== refused && pass.expiresAt > performance.now()) return pass
      } catch (error) {
        // The fetch belonged to another session that was cancelled: try again.
        if (!(error instanceof LoadError && error.kind === 'cancelled') || signal.aborted) throw error
      }
      if (all.get(key) !== known) continue
      const asked = api.fetchToken(host, keys, ask).then(pass => ({
        ...pass,
        expiresAt: performance.now() + pass.life,
      }))
      all.set(key, asked)
      const forget = () => all.delete(key)
      // A token without expiry is the key itself, and keys are not cached beyond their run.
      asked.then(pass => Number.isFinite(pass.life) || forget(), forget)
      return await asked
    }
  }
}

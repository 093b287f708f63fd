import type { Keys, Marketplace } from '#contract/shop.ts'
import { keysOf as keysOfKey } from '../support/keys.ts'
import type { SandboxProcess } from './sandbox-process.ts'

/** The keys of the demo shop of a sandbox as a person would paste them; on Wildberries with a token of that name. */
export const keysOf = (
  { demos, tokens }: SandboxProcess,
  marketplace: Marketplace = 'ozon',
  token: 'demo' | 'base' = 'demo',
): Keys => keysOfKey(token === 'base' ? tokens.base : demos[marketplace])

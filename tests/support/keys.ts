import type { Keys, Marketplace } from '#contract/shop.ts'
import type { DemoKey, Fault, Sandbox } from '../../sandbox/index.ts'
import type { WbToken } from '../../sandbox/wb/tokens.ts'

/** What a person copies out of a cabinet of the sandbox. */
export type SandboxKey = DemoKey | WbToken

/** The keys as a person would paste them. */
export function keysOf(key: SandboxKey): Keys {
  if ('token' in key) return { marketplace: 'wb', token: key.token }
  const { clientId, apiKey, perfClientId, perfClientSecret } = key
  return {
    marketplace: 'ozon',
    clientId,
    apiKey,
    performance:
      perfClientId && perfClientSecret ? { clientId: perfClientId, clientSecret: perfClientSecret } : null,
  }
}

/** What the sandbox has of a marketplace for the tests that all marketplaces share. */
interface Cabinets {
  readonly demo: SandboxKey
  readonly second: SandboxKey
  /** Leaves the demo shop with the methods that others have replaced or that a subscription is better than, or gives it all back. */
  older(on: boolean): void
}
/** Each of these tells what a method of a lower step tells too: the report of the funnel, the two of stocks (wildberries.md 4.3, 7). */
const BETTER = ['/api/v2/nm-report/downloads', '/api/analytics/v1/stocks-report/*']

/** Cabinets by marketplace; a new marketplace is one line here. */
export const cabinetsOf = (sandbox: Sandbox): Readonly<Record<Marketplace, Cabinets>> => ({
  ozon: {
    demo: sandbox.keys.demo,
    second: sandbox.keys.second,
    older: on => sandbox.setEra('demo', on ? 'old' : 'new'),
  },
  wb: {
    demo: sandbox.tokens.demo,
    second: sandbox.tokens.second,
    older: on =>
      sandbox.faults.set(
        on ? BETTER.map((path): Fault => ({ kind: 'plan_refused', path, shop: 'wb-demo' })) : [],
      ),
  },
})

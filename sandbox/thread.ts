import { parentPort, workerData } from 'node:worker_threads'
import { startSandbox } from './index.ts'
import type { HostName, Marketplaces } from './marketplaces.ts'

/** Sent once it listens: the hosts, and the keys of each demo shop. */
export type Told = {
  readonly hosts: Readonly<Record<HostName, string>>
  readonly demos: { readonly [M in keyof Marketplaces]: Marketplaces[M]['demo'] }
}

// The sandbox of demo shops, in a thread of the app: reports once where it listens and which keys it accepts.
// Its clock runs at real speed, since a demo shop may stay for months.
// Cards change from a fixed day on, so that a start on another day continues where the last one ended.
const sandbox = await startSandbox({ contentSince: '2026-01-01', ...workerData, speed: 1 })
const demos = Object.fromEntries(
  Object.entries(sandbox.marketplaces).map(([name, { demo }]) => [name, demo]),
) as unknown as Told['demos']
parentPort?.postMessage({ hosts: sandbox.hosts, demos } satisfies Told)
// Shows the cards as they were so many days ago, and replies once it does.
parentPort?.on('message', ({ shop, daysAgo }: { shop: string; daysAgo: number }) => {
  sandbox.lookBack(shop, daysAgo)
  parentPort?.postMessage({ shop, daysAgo })
})

import { parentPort, workerData } from 'node:worker_threads'
import { startSandbox } from './index.ts'

// The sandbox in a thread of whoever wants a demo shop: says once where it listens and which keys open it.
// Orders come as they would: a demo shop may stay for months.
// Its cards have changed for long, and always the same way: a start on another day finds them as the last one left them.
const sandbox = await startSandbox({ contentSince: '2026-01-01', ...workerData, speed: 1 })
const { clientId, apiKey, perfClientId, perfClientSecret } = sandbox.keys.demo
parentPort?.postMessage({
  hosts: sandbox.hosts,
  keys: {
    marketplace: 'ozon',
    clientId,
    apiKey,
    performance:
      perfClientId && perfClientSecret ? { clientId: perfClientId, clientSecret: perfClientSecret } : null,
  },
  wb: { token: sandbox.tokens.demo.token },
})
// How the cards were so many days ago: said back once they are shown that way.
parentPort?.on('message', ({ shop, daysAgo }: { shop: string; daysAgo: number }) => {
  sandbox.lookBack(shop, daysAgo)
  parentPort?.postMessage({ shop, daysAgo })
})

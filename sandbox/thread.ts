import { parentPort, workerData } from 'node:worker_threads'
import { startSandbox } from './index.ts'

// The sandbox in a thread of whoever wants a demo shop: says once where it listens and which keys open it.
// Orders come as they would: a demo shop may stay for months.
const sandbox = await startSandbox({ ...workerData, speed: 1 })
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

import { parseArgs } from 'node:util'
import { startSandbox } from './index.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    scale: { type: 'string' },
    today: { type: 'string' },
    latency: { type: 'string' },
    speedup: { type: 'string' },
    seed: { type: 'string' },
    'accrual-lines': { type: 'string' },
    'no-limits': { type: 'boolean' },
    json: { type: 'boolean' },
  },
})
const number = (text: string | undefined) => (text === undefined ? undefined : Number(text))

const sandbox = await startSandbox({
  port: number(values.port),
  scale: number(values.scale),
  today: values.today,
  latencyMs: number(values.latency),
  speedup: number(values.speedup),
  seed: number(values.seed),
  accrualLines: number(values['accrual-lines']),
  limits: !values['no-limits'],
})

const { demo } = sandbox.keys
const block = `Ozon on loopback, ${sandbox.today()}

  PRILAVOK_API=ozon-seller=${sandbox.hosts['ozon-seller']},ozon-performance=${sandbox.hosts['ozon-performance']}

  Client-Id                  ${demo.clientId}
  Api-Key                    ${demo.apiKey}
  Performance client_id      ${demo.perfClientId}
  Performance client_secret  ${demo.perfClientSecret}

  More keys: ${sandbox.url}/_sandbox/keys     Stop: Ctrl+C`
const line = JSON.stringify({ hosts: sandbox.hosts, keys: sandbox.keys })
process.stdout.write(`${values.json ? line : block}\n`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close())

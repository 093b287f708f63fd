import { parseArgs } from 'node:util'
import { startSandbox } from './index.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    scale: { type: 'string' },
    today: { type: 'string' },
    at: { type: 'string' },
    speed: { type: 'string' },
    latency: { type: 'string' },
    speedup: { type: 'string' },
    seed: { type: 'string' },
    'accrual-lines': { type: 'string' },
    'finance-lines': { type: 'string' },
    'wb-cards': { type: 'string' },
    'wb-orders': { type: 'string' },
    'statistics-page': { type: 'string' },
    'no-limits': { type: 'boolean' },
    json: { type: 'boolean' },
  },
})
const number = (text: string | undefined) => (text === undefined ? undefined : Number(text))

const sandbox = await startSandbox({
  port: number(values.port),
  scale: number(values.scale),
  today: values.today,
  at: values.at,
  speed: number(values.speed),
  latencyMs: number(values.latency),
  speedup: number(values.speedup),
  seed: number(values.seed),
  accrualLines: number(values['accrual-lines']),
  financeLines: number(values['finance-lines']),
  wbCards: number(values['wb-cards']),
  wbOrders: number(values['wb-orders']),
  statisticsPage: number(values['statistics-page']),
  limits: !values['no-limits'],
})

const { demo } = sandbox.keys
const hosts = Object.entries(sandbox.hosts).map(([name, url]) => `${name}=${url}`)
const block = `Ozon and Wildberries on loopback, ${sandbox.today()}

  PRILAVOK_API=${hosts.join(',')}

  Client-Id                  ${demo.clientId}
  Api-Key                    ${demo.apiKey}
  Performance client_id      ${demo.perfClientId}
  Performance client_secret  ${demo.perfClientSecret}
  Wildberries token          ${sandbox.tokens.demo.token}

  More keys: ${sandbox.url}/_sandbox/keys     Stop: Ctrl+C`
const line = JSON.stringify({ hosts: sandbox.hosts, keys: sandbox.keys, tokens: sandbox.tokens })
process.stdout.write(`${values.json ? line : block}\n`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close())

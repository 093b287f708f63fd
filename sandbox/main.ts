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

const hosts = Object.entries(sandbox.hosts).map(([name, url]) => `${name}=${url}`)
const demos = Object.entries(sandbox.marketplaces).flatMap(([name, { demo }]) =>
  Object.entries(demo).flatMap(([field, value]) =>
    typeof value === 'string' ? [`  ${`${name} ${field}`.padEnd(26)} ${value}`] : [],
  ),
)
const block = `The marketplaces on loopback, ${sandbox.today()}

  PRILAVOK_API=${hosts.join(',')}

${demos.join('\n')}

  More keys: ${sandbox.url}/_sandbox/keys     Stop: Ctrl+C`
const line = JSON.stringify({
  hosts: sandbox.hosts,
  keys: sandbox.keys,
  tokens: sandbox.tokens,
  demos: Object.fromEntries(Object.entries(sandbox.marketplaces).map(([name, { demo }]) => [name, demo])),
})
process.stdout.write(`${values.json ? line : block}\n`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close())

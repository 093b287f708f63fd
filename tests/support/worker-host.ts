import { once } from 'node:events'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import type { Secrets } from '#contract/host.ts'
import type { Answer } from '#contract/rpc.ts'
import type { Progress } from '#contract/sync.ts'
import { startEngine } from '../../main/engine-client.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { keysOf } from './engine.ts'
import { PACE } from './sandbox.ts'

const ENTRY = new URL('./mortal-worker.ts', import.meta.url)
const MIGRATIONS = join(import.meta.dirname, '../../resources/migrations')

export interface Told {
  readonly event: string
  readonly payload: unknown
}

/** The app without its window: the engine in a worker thread, and a host with a keychain in memory. */
export interface WorkerHost {
  /** All events that a window would have received, oldest first. */
  readonly events: readonly Told[]
  /** All answers that it would have received. */
  readonly answers: readonly Answer[]
  /** How often the engine asked for keys. */
  keysAsked(): number
  /** Everything that the threads wrote to their standard streams. */
  said(): string
  ask(name: string, input?: unknown): Promise<Answer>
  /** Calls a method, and throws on a refusal. */
  get<T>(name: string, input?: unknown): Promise<T>
  /** Ends the engine's thread by a bug. */
  fail(): Promise<void>
  /** Resolves with the first later progress that fulfils the condition. */
  until(enough: (progress: Progress) => boolean): Promise<Progress>
  close(): Promise<void>
}

export function workerHost(
  sandbox: Pick<Sandbox, 'hosts' | 'keys'>,
  dataDir: string,
  { hosts = sandbox.hosts, startDay }: { readonly hosts?: Sandbox['hosts']; readonly startDay?: string } = {},
): WorkerHost {
  const events: Told[] = []
  const answers: Answer[] = []
  const keychain = new Map<number, Secrets>()
  const listeners = new Set<(progress: Progress) => void>()
  let keysAsked = 0
  let said = ''
  let worker: Worker | null = null
  const born = (thread: Worker) => {
    worker = thread
    for (const stream of [thread.stdout, thread.stderr])
      stream.on('data', data => {
        said += data
      })
  }
  process.on('worker', born)
  const engine = startEngine(
    ENTRY,
    { dataDir, migrationsDir: MIGRATIONS, hosts, pace: PACE, ...(startDay && { startDay }) },
    {
      'keys.get': async ({ shopId }) => {
        keysAsked += 1
        return keychain.get(shopId) ?? {}
      },
      'keys.set': async ({ shopId, secrets }) => void keychain.set(shopId, secrets),
      'keys.remove': async ({ shopId }) => void keychain.delete(shopId),
      'demo.look': async () => {},
      'demo.get': async () => ({ hosts, keys: keysOf(sandbox.keys.demo), pace: PACE }),
    },
    (event, payload) => {
      events.push({ event, payload })
      if (event === 'sync.progress') for (const hear of [...listeners]) hear(payload as Progress)
    },
  )
  const ask = async (name: string, input?: unknown) => {
    const answer = await engine.ask(name, input)
    answers.push(answer)
    return answer
  }
  return {
    events,
    answers,
    keysAsked: () => keysAsked,
    said: () => said,
    ask,
    async get(name, input) {
      const answer = await ask(name, input)
      if (!answer.ok) throw new Error(`${name}: ${answer.kind} ${answer.message}`)
      return answer.value as never
    },
    async fail() {
      const gone = worker && once(worker, 'exit')
      worker?.postMessage({ fail: true })
      await gone
    },
    until: enough =>
      new Promise(resolve => {
        const hear = (progress: Progress) => {
          if (!enough(progress)) return
          listeners.delete(hear)
          resolve(progress)
        }
        listeners.add(hear)
      }),
    async close() {
      await engine.close()
      process.off('worker', born)
    },
  }
}

import type { ReactNode } from 'react'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { vi } from 'vitest'
import { answer, type Handlers } from '#contract/rpc.ts'
import type { LogLine } from '#contract/schedule.ts'
import { type Methods, methods } from './questions.ts'

// A document and the app behind it, for tests of what pages ask and show: every question waits until the test answers it.

interface Asked {
  readonly name: string
  readonly input: unknown
  readonly answer: (value: unknown) => void
}
export const asked: Asked[] = []
export const questions = () => asked.map(({ name }) => name)
let tellWindow: (event: string, payload: unknown) => void = () => {}
let root: Root

const handlers = new Proxy({} as Handlers<Methods>, {
  get: (_, name: string) => (input: unknown) =>
    new Promise(resolve => asked.push({ name, input, answer: resolve })).then(value => {
      if (value instanceof Error) throw value
      return value
    }),
})

export let api: typeof import('./api.ts')

/** A window as it begins: nothing is known and nothing shown. */
export async function open(): Promise<void> {
  asked.length = 0
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  Object.assign(window, {
    prilavok: {
      call: (name: string, input: unknown) => answer(methods, handlers, name, input),
      on: (listener: typeof tellWindow) => {
        tellWindow = listener
      },
    },
  })
  vi.resetModules()
  api = await import('./api.ts')
  document.body.innerHTML = '<main></main>'
  root = createRoot(document.body.firstElementChild as HTMLElement)
}

export async function close(): Promise<void> {
  await act(async () => root.unmount())
  vi.useRealTimers()
  vi.unstubAllGlobals()
}

export const show = (part: ReactNode) => act(async () => root.render(part))
export const page = () => document.body.textContent ?? ''
export const press = () => act(async () => document.querySelector('button')?.click())
export const tell = (event: string, payload: unknown) => act(async () => tellWindow(event, payload))
/** Answers the question that waits longest: an error is how it fails. */
export const reply = (value: unknown) =>
  act(async () => {
    const next = asked.shift()
    if (!next) throw new Error('nothing was asked')
    next.answer(value)
  })

/** A new engine: whatever the last one said is out of date. */
export const RESTARTED = { word: 'engine_restarted', details: {} }

export const line = (word: string): LogLine => ({
  id: 1,
  at: '2026-11-29T10:00:00.000Z',
  level: 'info',
  shopId: null,
  step: null,
  word,
  details: {},
})

/** Words of the log, or that they are unknown, and why; pressed, it asks again. */
export function Log({ limit = 1 }: { readonly limit?: number }) {
  const { value, error, again } = api.useCall('log.list', { limit })
  return (
    <button type="button" onClick={() => void again()}>
      [{value?.map(({ word }) => word).join() ?? 'unknown'} {error}]
    </button>
  )
}

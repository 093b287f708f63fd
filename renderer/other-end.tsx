import { MantineProvider } from '@mantine/core'
import type { ReactNode } from 'react'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { MemoryRouter } from 'react-router'
import { vi } from 'vitest'
import { answer, type Handlers } from '#contract/rpc.ts'
import type { LogLine } from '#contract/schedule.ts'
import type { Shop } from '#contract/shop.ts'
import { type Methods, methods } from './questions.ts'

// A document and a fake app behind it, for tests of what pages ask and show: every query waits until the test answers it.

/** A shop that is loaded and well. */
export const shopOf = (id: number, rest: Partial<Shop> = {}): Shop => ({
  id,
  name: `Shop ${id}`,
  marketplace: 'wb',
  clientId: null,
  perfClientId: null,
  demo: false,
  status: 'active',
  loaded: true,
  messages: [],
  keyExpiresAt: null,
  createdAt: '2026-11-29T10:00:00.000Z',
  updated: { at: null, triedAt: null, orders: null, behind: [], failed: [], failedSince: null },
  leftOut: [],
  ...rest,
})

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
let words: typeof import('./words.tsx')

/** Resets the window: nothing is cached, nothing is shown. */
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
  words = await import('./words.tsx')
  document.body.innerHTML = '<main></main>'
  root = createRoot(document.body.firstElementChild as HTMLElement)
}

export async function close(): Promise<void> {
  await act(async () => root.unmount())
  vi.useRealTimers()
  vi.unstubAllGlobals()
}

export const show = (part: ReactNode) => act(async () => root.render(part))
/** Renders a component with its providers. Must be imported after `open`, like everything that sends queries. */
export const showPage = (part: ReactNode, path = '/') =>
  show(
    <MantineProvider env="test">
      <words.WordsProvider language="en">
        <MemoryRouter initialEntries={[path]}>{part}</MemoryRouter>
      </words.WordsProvider>
    </MantineProvider>,
  )
export const page = () => document.body.textContent ?? ''
/** Clicks the last button, link or menu item, with this name if given. */
export const press = (name?: string) =>
  act(async () => {
    const all = [...document.querySelectorAll<HTMLElement>('button, a, [role=menuitem]')]
    const last = all.findLast(each => name === undefined || nameOf(each) === name)
    if (!last) throw new Error(`There is no ${name}, but ${all.map(nameOf)}.`)
    last.click()
  })
const nameOf = (element: Element) => element.getAttribute('aria-label') ?? element.textContent
/** The last field, with this label if given. */
export function fieldOf(label?: string): HTMLInputElement {
  const all = [...document.querySelectorAll('input')]
  const labels = (input: HTMLInputElement) => [
    input.getAttribute('aria-label'),
    ...[...document.querySelectorAll('label')].filter(of => of.htmlFor === input.id).map(nameOf),
  ]
  const field = all.findLast(each => label === undefined || labels(each).includes(label))
  if (!field) throw new Error(`There is no field ${label}, but ${all.flatMap(labels)}.`)
  return field
}
/** Types into a field. */
export const type = (text: string, label?: string) =>
  act(async () => {
    const field = fieldOf(label)
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, text)
    field.dispatchEvent(new Event('input', { bubbles: true }))
  })
/** Moves the focus out of a field. */
export const leave = (label?: string) =>
  act(async () => void fieldOf(label).dispatchEvent(new FocusEvent('focusout', { bubbles: true })))
export const tell = (event: string, payload: unknown) => act(async () => tellWindow(event, payload))
/** Answers the oldest waiting query, or the oldest with this name; an error makes it fail. */
export const reply = (value: unknown, name = questions()[0]) =>
  act(async () => {
    const [next] = asked.splice(
      asked.findIndex(each => each.name === name),
      1,
    )
    if (!next || next.name !== name) throw new Error(`${name} was not asked`)
    next.answer(value)
  })

/** The notice of a restarted engine, after which all answers are out of date. */
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

/** Shows lines of the log, or the error and a retry. */
export function Log({ limit = 1 }: { readonly limit?: number }) {
  const { value, error, again } = api.useCall('log.list', { limit })
  return (
    <button type="button" onClick={() => void again()}>
      [{value?.map(({ word }) => word).join() ?? 'unknown'} {error}]
    </button>
  )
}

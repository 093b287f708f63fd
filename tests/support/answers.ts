import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect } from 'vitest'
import { LoadError } from '../../loaders/core/errors.ts'

/** A request as the server saw it; `at` in ms of `performance.now()`. */
export interface Asked {
  readonly at: number
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}
export interface Server {
  readonly url: string
  readonly asked: readonly Asked[]
  /** Ms between one request and the next. */
  gaps(): readonly number[]
  close(): Promise<void>
}
export type Answering = (response: ServerResponse, asked: Asked, index: number) => void

/** A host on loopback that answers as the test says; the n-th request has index n. */
export async function answers(answer: Answering): Promise<Server> {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const at = performance.now()
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method = '', url = '', headers } = request
    const seen = { at, method, url, headers, body: Buffer.concat(chunks).toString() }
    answer(response, seen, asked.push(seen) - 1)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    gaps: () => asked.slice(1).map(({ at }, index) => at - (asked[index]?.at ?? 0)),
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

interface Closable {
  close(): Promise<void>
}

/** Servers of a test file, and what else it opens: closed after each test, the newest first. */
export function openings() {
  const all: Closable[] = []
  afterEach(async () => {
    for (const one of all.splice(0).reverse()) await one.close()
  })
  const opened = <T extends Closable>(one: T): T => {
    all.push(one)
    return one
  }
  return { opened, serve: async (answer: Answering): Promise<Server> => opened(await answers(answer)) }
}

/** The LoadError with which a request fails. */
export async function failure(asked: Promise<unknown>): Promise<LoadError> {
  const error = await asked.then(
    () => null,
    reason => reason,
  )
  expect(error).toBeInstanceOf(LoadError)
  return error
}

/** Answers JSON. */
export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

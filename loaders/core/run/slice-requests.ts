import type { Request, StreamContext } from '../declare/source.ts'
import { type CapturedResponse, LoadError } from '../errors.ts'
import { closeOf, isChunked } from '../parse/json-chunks.ts'
import { MAX_RESPONSES } from '../response-limits.ts'

/** Bytes of the beginning of a file that are captured with an error. */
const HEAD = 1 << 16

interface Count {
  all: number
  /** Consecutive responses without an item. */
  empty: number
}

/** The requests of one slice. */
export interface SliceRequests {
  readonly context: StreamContext
  /** Attaches request and page to an error about a response; other errors are returned unchanged. */
  withRequest(error: unknown, page: unknown): unknown
  /** Closes the files of all responses, read or not. */
  close(): void
}

/**
 * The network of one slice. It counts requests, so that responses of one method that never end or stay empty throw `shape`, and remembers the last request,
 * so that an error about a response names it. `otherwise` is the place if nothing was requested.
 */
export function sliceRequests(
  context: StreamContext,
  otherwise: Omit<CapturedResponse, 'status' | 'answer'>,
): SliceRequests {
  const counts = new Map<string, Count>()
  const requests = new WeakMap<object, Request>()
  const files = new Set<() => void>()
  let closed = false
  let last: Request | null = null
  let file = ''

  function count(request: Request, isLong: boolean): Count {
    const name = `${request.method} ${request.path}`
    const known = counts.get(name) ?? { all: 0, empty: 0 }
    counts.set(name, known)
    known.all += 1
    const most = isLong ? MAX_RESPONSES.long : MAX_RESPONSES.most
    if (known.all > most) throw new LoadError('shape', `more than ${most} answers to one question`)
    if (known.empty >= MAX_RESPONSES.empty)
      throw new LoadError('shape', `${MAX_RESPONSES.empty} empty answers on end`)
    last = request
    return known
  }

  return {
    context: {
      ...context,
      async json(request, shape) {
        const known = count(request, isChunked(shape))
        const page = await context.json(request, shape)
        known.empty = isEmpty(page) ? known.empty + 1 : 0
        requests.set(blockOf(page), request)
        const close = closeOf(shape, page)
        if (closed) close()
        else files.add(close)
        return page
      },
      async bytes(request) {
        count(request, false)
        const answer = await context.bytes(request)
        file = Buffer.from(answer.body.subarray(0, HEAD)).toString('utf8')
        return answer
      },
    },
    close() {
      closed = true
      for (const close of files) close()
      files.clear()
    },
    withRequest(error, page) {
      if (!isMisreading(error)) return error
      const asked = requests.get(blockOf(page)) ?? last
      const { host, method, path, query = null, body = null } = asked ?? otherwise
      const said = error.message
      const name = `${method} ${path}`
      return new LoadError('shape', said.startsWith(name) ? said : `${name}: ${said}`, {
        cause: error,
        captured: {
          host,
          method,
          path,
          query,
          body,
          status: 200,
          answer: page === null ? file : textOf(page),
        },
      })
    },
  }
}

/**
 * Whether an error is about a response and names no request yet: our own error, or a RangeError, TypeError or SyntaxError of the language (a date out of
 * range, a list too deep to walk). Node's own errors have a code.
 */
const isMisreading = (error: unknown): error is Error =>
  error instanceof LoadError
    ? error.kind === 'shape' && error.captured === null
    : (error instanceof RangeError || error instanceof TypeError || error instanceof SyntaxError) &&
      !('code' in error)

const blockOf = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})

/** Whether a response consists of lists that are all empty. */
function isEmpty(page: unknown): boolean {
  if (page === null) return true
  const values: unknown[] = Object.values(blockOf(page))
  const inner = values.flatMap((value): unknown[] => Object.values(blockOf(value)))
  const lists = [page, ...values, ...inner].flatMap(emptiness)
  return lists.length > 0 && !lists.includes(false)
}
/** Whether a list is empty; no result for other values. */
function emptiness(value: unknown): boolean[] {
  if (Array.isArray(value)) return [value.length === 0]
  const block = blockOf(value)
  return 'isEmpty' in block ? [block.isEmpty === true] : []
}

function textOf(page: unknown): string {
  try {
    return JSON.stringify(page, (_, value) => (typeof value === 'bigint' ? String(value) : value))
  } catch {
    // Its chunks are parsed lazily, and one of them may be broken.
    return ''
  }
}

import { type Answer, badInput, type Methods } from '#contract/rpc.ts'

/** Calls that run in parallel, and calls that may wait; further ones are refused. */
interface Places {
  readonly running: number
  readonly waiting: number
}
/** A page sends a dozen calls at once; a change may take as long as a marketplace takes to check keys. */
const READING: Places = { running: 8, waiting: 200 }
const CHANGING: Places = { running: 16, waiting: 100 }

type Ask = (name: string, input: unknown) => Promise<Answer>

/**
 * Limits the calls of a page to the engine. Invalid input is refused with `bad_input`, calls beyond the limits with `busy`. Equal reading calls that are
 * still waiting share one answer, which is newer than all of them; a change in between separates them.
 */
export function callLimiter(methods: Methods, ask: Ask): Ask {
  const reading = places(READING)
  const changing = places(CHANGING)
  let waiting = new Map<string, Promise<Answer>>()
  return async (name, input) => {
    const asked = Object.hasOwn(methods, name) ? methods[name] : undefined
    if (!asked) return ask(name, input)
    const question = asked.input.safeParse(input)
    if (!question.success) return badInput(question.error)
    if (!asked.reads) {
      waiting = new Map()
      return changing(() => ask(name, input))
    }
    const key = `${name} ${JSON.stringify(question.data)}`
    const equal = waiting.get(key)
    if (equal) return equal
    const among = waiting
    let begun = false
    const answer = reading(() => {
      begun = true
      among.delete(key)
      return ask(name, input)
    })
    // A call that started at once is not shared: its answer may be older than the next call.
    if (!begun) among.set(key, answer)
    return answer
  }
}

/** Runs a limited number in parallel, in order of arrival; refuses with `busy` what finds no place to wait. */
function places({ running: most, waiting }: Places) {
  const queue: (() => void)[] = []
  let running = 0
  const begin = async (work: () => Promise<Answer>): Promise<Answer> => {
    running += 1
    try {
      return await work()
    } finally {
      running -= 1
      queue.shift()?.()
    }
  }
  return (work: () => Promise<Answer>): Promise<Answer> => {
    if (running < most) return begin(work)
    if (queue.length >= waiting)
      return Promise.resolve({ ok: false, kind: 'busy', message: `${waiting} calls wait already` })
    return new Promise(resolve => queue.push(() => resolve(begin(work))))
  }
}

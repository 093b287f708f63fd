import { type Answer, badInput, type Methods } from '#contract/rpc.ts'

/** Calls that the engine answers side by side; further ones wait, and beyond the second number they are refused. */
interface Places {
  readonly running: number
  readonly waiting: number
}
/** A page asks for a dozen things at once; changes may take as long as a marketplace that checks keys. */
const READING: Places = { running: 8, waiting: 200 }
const CHANGING: Places = { running: 16, waiting: 100 }

type Ask = (name: string, input: unknown) => Promise<Answer>

/**
 * Lets the calls of a page through to the engine. What has not the form of a method goes no further (`bad_input`). Reading calls that are equal and still wait
 * share one answer, which is younger than both questions; a change that is asked in between parts them. More calls than there are places for are `busy`.
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
    // What began at once is under way, and its answer may be older than the next question.
    if (!begun) among.set(key, answer)
    return answer
  }
}

/** Runs so many at a time, in the order of coming; what finds no place to wait in either is `busy`. */
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

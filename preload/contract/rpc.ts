import type { input, output, ZodError, ZodType } from 'zod'
import type { Kind } from './errors.ts'
import { KindError, kindOf, wordsOf } from './errors.ts'

/** One method: schemas of input and output, both parsed on both sides. */
export interface Method<
  I extends ZodType = ZodType,
  O extends ZodType = ZodType,
  Reads extends boolean = boolean,
> {
  readonly input: I
  readonly output: O
  /** It changes nothing, so equal calls may share one answer. */
  readonly reads: Reads
}
export const method = <I extends ZodType, O extends ZodType>(input: I, output: O): Method<I, O, false> => ({
  input,
  output,
  reads: false,
})
/** A method that only reads. */
export const reading = <I extends ZodType, O extends ZodType>(input: I, output: O): Method<I, O, true> => ({
  input,
  output,
  reads: true,
})

export type Methods = Readonly<Record<string, Method>>
export type Handlers<M extends Methods> = {
  [K in keyof M]: (input: output<M[K]['input']>) => Promise<input<M[K]['output']>>
}
export type Client<M extends Methods> = <K extends keyof M & string>(
  name: K,
  ...args: undefined extends input<M[K]['input']>
    ? [input?: input<M[K]['input']>]
    : [input: input<M[K]['input']>]
) => Promise<output<M[K]['output']>>

export type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly kind: Kind; readonly message: string }

/** Parses the input, calls the handler, parses the output. The same on ipcMain and in the worker. Never throws. */
export async function answer<M extends Methods>(
  methods: M,
  handlers: Handlers<M>,
  name: string,
  raw: unknown,
): Promise<Answer> {
  const asked = Object.hasOwn(methods, name) ? methods[name] : undefined
  if (!asked) return { ok: false, kind: 'unknown_method', message: name.slice(0, 100) }
  const question = asked.input.safeParse(raw)
  if (!question.success) return badInput(question.error)
  try {
    const value = asked.output.parse(await handlers[name as keyof M]?.(question.data as never))
    return { ok: true, value }
  } catch (error) {
    return { ok: false, kind: kindOf(error), message: wordsOf(error) }
  }
}

/** What is wrong with an input: only the first paths, since the values may be keys. */
export const badInput = ({ issues }: ZodError): Answer => ({
  ok: false,
  kind: 'bad_input',
  message: issues
    .slice(0, 10)
    .map(issue => issue.path.join('.'))
    .join(),
})

/** A message port with two ends: parentPort and Worker, or two linked ends in a test. */
export interface Port {
  post(message: unknown): void
  listen(receive: (message: unknown) => void): void
}
interface Call {
  readonly call: number
  readonly name: string
  readonly input: unknown
}
interface Reply {
  readonly reply: number
  readonly answer: Answer
}
const isCall = (message: unknown): message is Call =>
  typeof message === 'object' && message !== null && 'call' in message
const isReply = (message: unknown): message is Reply =>
  typeof message === 'object' && message !== null && 'reply' in message

/** Answers the calls that arrive at a port. */
export function serve<M extends Methods>(methods: M, handlers: Handlers<M>, port: Port): void {
  port.listen(message => {
    if (!isCall(message)) return
    const reply = (given: Answer) => port.post({ reply: message.call, answer: given } satisfies Reply)
    void answer(methods, handlers, message.name, message.input).then(reply)
  })
}

/** Unwraps an answer on the caller's side: the parsed value, or throws a `KindError` of the same kind. */
export function unwrap<M extends Methods, K extends keyof M & string>(
  methods: M,
  name: K,
  result: Answer,
): output<M[K]['output']> {
  if (!result.ok) throw new KindError(result.kind, result.message)
  return methods[name]?.output.parse(result.value) as output<M[K]['output']>
}

export interface Connection<M extends Methods> {
  readonly call: Client<M>
  /** The raw answer, for a relay that forwards without parsing. */
  ask(name: string, input: unknown): Promise<Answer>
  /** Fails every waiting call: the other end is gone. */
  fail(kind: Kind): void
}

/** Calls methods through a port. */
export function connect<M extends Methods>(methods: M, port: Port): Connection<M> {
  const waiting = new Map<number, (answer: Answer) => void>()
  let last = 0
  port.listen(message => {
    if (!isReply(message)) return
    waiting.get(message.reply)?.(message.answer)
    waiting.delete(message.reply)
  })
  const ask = (name: string, input: unknown) =>
    new Promise<Answer>(resolve => {
      const call = ++last
      waiting.set(call, resolve)
      port.post({ call, name, input } satisfies Call)
    })
  return {
    call: async (name, ...args) => unwrap(methods, name, await ask(name, args[0])),
    ask,
    fail(kind) {
      for (const resolve of waiting.values()) resolve({ ok: false, kind, message: kind })
      waiting.clear()
    },
  }
}

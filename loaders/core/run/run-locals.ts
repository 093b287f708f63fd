import type { RunLocal, StreamContext } from '../declare/source.ts'

/** The run-local values of one run of a stream; each is made when it is first asked for. */
export function runLocals(): StreamContext['runLocal'] {
  const values = new Map<RunLocal<unknown>, unknown>()
  return <T>(of: RunLocal<T>): T => {
    if (!values.has(of)) values.set(of, of.initial())
    return values.get(of) as T
  }
}

import { afterEach } from 'vitest'
import type { Sandbox } from '../../sandbox/index.ts'
import { type EngineConditions, engine, type RunningEngine } from './engine.ts'

/**
 * What starts engines for the tests of a file over its sandbox, with the shop of `demo` unless told otherwise. Each ends with the test that has started it, and so
 * do the faults of the sandbox.
 */
export function engines(
  sandbox: () => Sandbox,
): (conditions?: Partial<EngineConditions>) => Promise<RunningEngine> {
  const open: RunningEngine[] = []
  afterEach(async () => {
    sandbox().faults.clear()
    for (const one of open.splice(0)) await one.close()
  })
  return async conditions => {
    const one = await engine({ sandbox: sandbox(), ...conditions })
    open.push(one)
    return one
  }
}

import { afterEach } from 'vitest'
import type { Sandbox } from '../../sandbox/index.ts'
import { type EngineConditions, engine, type RunningEngine } from './engine.ts'

/**
 * Starts engines for the tests of a file over its sandbox, with the shop of `demo` and the conditions of the file by default. Engines and faults of the
 * sandbox end with the test.
 */
export function engines(
  sandbox: () => Sandbox,
  usual: Partial<EngineConditions> = {},
): (conditions?: Partial<EngineConditions>) => Promise<RunningEngine> {
  const open: RunningEngine[] = []
  afterEach(async () => {
    sandbox().faults.clear()
    for (const one of open.splice(0)) await one.close()
  })
  return async conditions => {
    const one = await engine({ sandbox: sandbox(), ...usual, ...conditions })
    open.push(one)
    return one
  }
}

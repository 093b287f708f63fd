import type { Host } from '#contract/host.ts'
import type { Handlers } from '#contract/rpc.ts'
import type { DemoHost } from '../demo-marketplace.ts'
import { readKeys, removeKeys, writeKeys } from '../keychain.ts'

/** What the main process does for the engine: the keychain and, for a demo shop, the sandbox. */
export const engineHost = (demo: DemoHost): Handlers<Host> => ({
  'keys.get': owner => readKeys(owner),
  'keys.set': ({ secrets, ...owner }) => writeKeys(owner, secrets),
  'keys.remove': owner => removeKeys(owner),
  ...demo,
})

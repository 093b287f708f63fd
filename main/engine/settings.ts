import type { Api } from '#contract/api.ts'
import { Settings } from '#contract/api.ts'
import type { Handlers } from '#contract/rpc.ts'
import type { Dims } from './store/lite.ts'
import { readSetting, writeSetting } from './store/shops.ts'

const WINDOW = 'window'

/** How the window looks and speaks; what was never chosen follows the system. */
export function settings(dims: Dims): Pick<Handlers<Api>, 'settings.get' | 'settings.set'> {
  const read = (): Settings => {
    const chosen = Settings.partial().safeParse(readSetting(dims, WINDOW) ?? {})
    return { language: null, colorScheme: 'auto', ...(chosen.success ? chosen.data : {}) }
  }
  return {
    'settings.get': async () => read(),
    'settings.set': async change => {
      writeSetting(dims, WINDOW, { ...read(), ...change })
      return read()
    },
  }
}

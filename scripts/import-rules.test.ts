import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

const cases = [
  ['preload/contract/x.ts', 'zod', true],
  ['preload/contract/x.ts', './rpc.ts', true],
  ['preload/contract/x.ts', 'node:fs', false],
  ['preload/contract/x.ts', '../index.ts', false],
  ['preload/index.ts', 'electron', true],
  ['preload/index.ts', 'node:fs', false],
  ['loaders/core/x.ts', 'undici', true],
  ['loaders/core/x.ts', 'node:crypto', true],
  ['loaders/core/run/x.ts', '../parse/time.ts', true],
  ['loaders/core/x.ts', '../ozon/api.ts', false],
  ['loaders/core/run/x.ts', '../../ozon/api.ts', false],
  ['loaders/core/run/x.ts', '../../wb/api.ts', false],
  ['loaders/core/x.ts', '../../main/engine/engine.ts', false],
  ['loaders/core/run/x.ts', '../../../main/engine/engine.ts', false],
  ['loaders/core/x.ts', '@duckdb/node-api', false],
  ['loaders/core/x.ts', '#i18n', false],
  ['loaders/ozon/x.ts', '../core/declare/stream.ts', true],
  ['loaders/ozon/x.ts', './api.ts', true],
  ['loaders/ozon/x.ts', 'node:crypto', false],
  ['loaders/ozon/x.ts', 'undici', false],
  ['loaders/ozon/x.ts', '../wb/x.ts', false],
  ['loaders/wb/x.ts', '../ozon/api.ts', false],
  ['loaders/wb/ads/x.ts', '../../core/declare/stream.ts', true],
  ['loaders/wb/ads/x.ts', '../api.ts', true],
  ['loaders/wb/ads/x.ts', '../stocks/rows.ts', true],
  ['loaders/wb/ads/x.ts', './tables.ts', true],
  ['loaders/wb/ads/x.ts', 'zod', true],
  ['loaders/wb/ads/x.ts', 'node:crypto', false],
  ['loaders/wb/ads/x.ts', 'undici', false],
  ['loaders/wb/ads/x.ts', '../../ozon/api.ts', false],
  ['loaders/ozon/ads/x.ts', '../../wb/api.ts', false],
  ['loaders/ozon/ads/x.ts', '../../../main/engine/engine.ts', false],
  ['loaders/ozon/content/detectors/x.ts', '../../../core/declare/change-detector.ts', true],
  ['loaders/ozon/content/detectors/x.ts', '../../../wb/content/gallery.ts', false],
  ['loaders/ozon/content/detectors/x.ts', '../../catalogue/info.ts', true],
  ['loaders/ozon/content/detectors/x.ts', '../../api.ts', true],
  ['loaders/ozon/content/detectors/x.ts', '../../../index.ts', false],
  ['loaders/ozon/ads/x.ts', '../../index.ts', false],
  ['loaders/of-another/x.ts', './api.ts', true],
  ['loaders/of-another/x.ts', '../core/errors.ts', true],
  ['loaders/of-another/x.ts', '../ozon/api.ts', false],
  ['loaders/of-another/x.ts', 'undici', false],
  ['loaders/of-another/ads/x.ts', '../../core/errors.ts', true],
  ['loaders/of-another/ads/x.ts', '../../ozon/api.ts', false],
  ['loaders/ozon/x.ts', '../of-another/api.ts', false],
  ['loaders/core/x.ts', '../of-another/api.ts', false],
  ['loaders/core/run/x.ts', '../../of-another/api.ts', false],
  ['loaders/core/run/x.ts', '../errors.ts', true],
  ['preload/contract/marketplaces/x.ts', './declare.ts', true],
  ['preload/contract/marketplaces/x.ts', 'node:fs', false],
  ['preload/contract/marketplaces/x.ts', '../../../loaders/ozon/api.ts', false],
  ['main/engine/x.ts', '../../loaders/core/run/run-stream.ts', true],
  ['main/engine/x.ts', './store/duckdb/duck.ts', true],
  ['main/engine/x.ts', '../keychain.ts', false],
  ['main/engine/x.ts', '#i18n', false],
  ['main/engine/notify/x.ts', '../engine.ts', true],
  ['main/engine/notify/x.ts', '../../keychain.ts', false],
  ['main/engine/store/commit/x.ts', './write.ts', true],
  ['main/engine/store/commit/x.ts', '../duckdb/duck.ts', true],
  ['main/engine/store/commit/x.ts', '../../../../loaders/core/run/run-stream.ts', true],
  ['main/engine/store/commit/x.ts', '../../../../loaders/ozon/index.ts', false],
  ['main/engine/store/commit/x.ts', '../../engine.ts', false],
  ['main/engine/store/commit/x.ts', '../../analytics/views.ts', false],
  ['main/engine/store/commit/x.ts', '../../../keychain.ts', false],
  ['main/engine/store/commit/x.ts', 'electron', false],
  ['main/ipc.ts', '#contract/api.ts', true],
  ['main/ipc.ts', './engine/store/duckdb/duck.ts', false],
  ['main/app/x.ts', '../../loaders/ozon/index.ts', false],
  ['main/cli/x.ts', '../engine/engine.ts', true],
  ['main/cli/x.ts', '../keychain.ts', true],
  ['main/cli/x.ts', 'electron', false],
  ['main/cli/x.ts', '../engine/store/duckdb/duck.ts', false],
  ['renderer/pages/x.tsx', '#contract/api.ts', true],
  ['renderer/pages/x.tsx', '@mantine/core', true],
  ['renderer/pages/x.tsx', 'node:fs', false],
  ['renderer/pages/x.tsx', 'electron', false],
  ['renderer/pages/x.tsx', '../../main/ipc.ts', false],
  ['sandbox/world/x.ts', '../money.ts', true],
  ['sandbox/ozon/world/x.ts', '../../money.ts', true],
  ['sandbox/world/x.ts', '#contract/money.ts', false],
  ['sandbox/world/x.ts', '../../loaders/core/parse/money.ts', false],
] as const

describe('a folder imports what the architecture lets it', () => {
  let tree = ''
  let refused: ReadonlySet<string> = new Set()

  beforeAll(() => {
    tree = mkdtempSync(join(tmpdir(), 'prilavok-rules-'))
    copyFileSync(join(root, 'biome.json'), join(tree, 'biome.json'))
    const places = cases.map(([file, from], index) => {
      // Each case has its own file name at the same depth, since the rules match folders, and main's own files.
      const place = file.replace(/(x|index|ipc)\.(tsx?)$/, `case${index}.$2`)
      mkdirSync(dirname(join(tree, place)), { recursive: true })
      writeFileSync(
        join(tree, place),
        `import { something } from '${from}'\n\nexport const taken = something\n`,
      )
      return place
    })
    const biome = join(root, 'node_modules', '.bin', 'biome')
    const args = [
      'lint',
      '--vcs-enabled=false',
      '--only=style/noRestrictedImports',
      '--reporter=github',
      '--max-diagnostics=none',
    ]
    const { stdout, stderr } = spawnSync(biome, [...args, '.'], { cwd: tree, encoding: 'utf8' })
    const said = stdout + stderr
    refused = new Set(places.filter(place => said.includes(`/${place},line=`)))
  })
  afterAll(() => rmSync(tree, { recursive: true }))

  test.for(cases.map((entry, index) => [...entry, index] as const))(
    '%s may import %s: %s',
    ([file, , may, index]) => {
      const place = file.replace(/(x|index|ipc)\.(tsx?)$/, `case${index}.$2`)
      expect(!refused.has(place)).toBe(may)
    },
  )
})

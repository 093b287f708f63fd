import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { KindError, kindOf } from '#contract/errors.ts'
import type { Engine } from '../engine/engine.ts'
import { readKeys, removeKeys, writeKeys } from '../keychain.ts'
import { EXIT } from './exit.ts'
import type { Globals } from './globals.ts'
import { dataDirOf, withEngine } from './open.ts'
import { output } from './output.ts'

interface Finding {
  readonly what: string
  readonly ok: boolean
  readonly kind: string | null
  readonly message: string
}

interface DoctorOptions {
  /** Output file for the diagnostics. */
  readonly zip?: string
}

/**
 * `doctor`: checks each part that the app depends on; `--zip` writes the results and the app's history into a file without keys and personal data. Exit code
 * 1 if a check fails.
 */
export async function doctor(globals: Globals, { zip }: DoctorOptions = {}): Promise<number> {
  const out = output(globals)
  const { t } = out.words
  const findings: Finding[] = []
  const look = async (what: string, check: () => Promise<string>) => {
    const finding = await check().then(
      message => ({ what, ok: true, kind: null, message }),
      error => ({
        what,
        ok: false,
        kind: kindOf(error),
        message: error instanceof Error ? error.message : String(error),
      }),
    )
    findings.push(finding)
    out.event({ event: 'finding', ...finding })
    const said =
      finding.ok || finding.kind === 'internal' ? finding.message : out.sentence(finding.kind ?? '')
    out.say(
      `${finding.ok ? '✔' : '✘'} ${what}: ${t(finding.ok ? 'cli.doctor.ok' : 'cli.doctor.bad')} — ${said}`,
    )
  }

  await look(
    t('cli.doctor.versions'),
    async () => `Node ${process.versions.node}, ${process.platform} ${process.arch}`,
  )
  await look(t('cli.doctor.data_folder'), () => writable(dataDirOf(globals)))
  if (globals.keys === 'keychain') await look(t('cli.doctor.keychain'), keychainWorks)
  const databases = (check: () => Promise<string>) => look(t('cli.doctor.databases'), check)
  await withEngine(globals, opened).catch(error => databases(() => Promise.reject(error)))
  const ok = findings.every(finding => finding.ok)
  out.result({ ok, findings })
  return ok ? EXIT.ok : EXIT.wrong

  async function opened(engine: Engine): Promise<void> {
    const shops = await engine.handlers['shop.list']()
    await databases(async () => {
      const faults = await engine.inspect()
      if (faults.length > 0) throw new Error(faults.join('; '))
      return t('cli.doctor.shops', { count: shops.length })
    })
    const orphans = await engine.handlers['shop.orphans']()
    if (orphans.length > 0)
      await look(t('cli.doctor.orphans'), async () => {
        throw new Error(t('cli.doctor.orphans.found', { shops: orphans.map(out.words.orphan).join('; ') }))
      })
    for (const shop of shops.filter(({ demo }) => !demo))
      await look(t('cli.doctor.shop', { name: shop.name }), async () => {
        const { verdict, kind, warnings } = await engine.checkShop(shop.id)
        if (verdict !== 'valid') throw new KindError(kind ?? 'bad_key', verdict)
        return (
          warnings.map(warning => out.words.notice(warning, shop.marketplace)).join(' ') ||
          t('cli.doctor.accepted')
        )
      })
    if (zip) await write(engine, resolve(zip))
  }

  async function write(engine: Engine, file: string): Promise<void> {
    const said = findings.map(({ what, ok, kind }) => ({ what, ok, kind }))
    const about = { app: await version(), readme: t('diagnostics.readme'), findings: said }
    await writeFile(file, await engine.surroundings['diagnostics.make'](about))
    out.event({ event: 'written', file })
    out.say(t('cli.doctor.zip', { file }))
  }
}

async function version(): Promise<string> {
  const file = join(import.meta.dirname, '../../package.json')
  return String(JSON.parse(await readFile(file, 'utf8')).version)
}

async function writable(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true })
  const probe = join(dataDir, `probe-${randomUUID()}`)
  await writeFile(probe, '')
  await rm(probe)
  return dataDir
}

/** Stores, reads and deletes a random value. */
async function keychainWorks(): Promise<string> {
  const owner = { vault: `doctor-${randomUUID()}`, shopId: 0 }
  const secret = randomUUID()
  await writeKeys(owner, { 'ozon-seller': secret })
  const read = await readKeys(owner)
  await removeKeys(owner)
  if (read['ozon-seller'] !== secret) throw new Error('the keychain gave back something else')
  return process.platform
}

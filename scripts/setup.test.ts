import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { installed, node24 } from './setup/modules.mjs'
import { run } from './setup/run.mjs'

const root = join(import.meta.dirname, '..')
let tree = ''
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'prilavok-setup-'))
})
afterEach(() => rmSync(tree, { recursive: true }))

const write = (file: string, text: string) => {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

describe('the packages', () => {
  const lock = (file: string, packages: object) => write(join(tree, file), JSON.stringify({ packages }))
  const wanted = {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/win': { version: '1.0.0', optional: true },
  }

  beforeEach(() => {
    lock('package-lock.json', wanted)
    write(node24(tree), '')
  })

  test('are installed when npm wrote down every one that the lockfile wants, but for those of other platforms', () => {
    lock('node_modules/.package-lock.json', { 'node_modules/a': { version: '1.0.0' } })
    expect(installed(tree)).toBe(true)
  })

  test('are not installed on a fresh clone', () => {
    expect(installed(tree)).toBe(false)
  })

  test('are not installed when the lockfile moved on', () => {
    lock('node_modules/.package-lock.json', { 'node_modules/a': { version: '0.9.0' } })
    expect(installed(tree)).toBe(false)
    lock('node_modules/.package-lock.json', {})
    expect(installed(tree)).toBe(false)
  })

  test('are not installed without the Node that comes with them', () => {
    lock('node_modules/.package-lock.json', { 'node_modules/a': { version: '1.0.0' } })
    rmSync(node24(tree))
    expect(installed(tree)).toBe(false)
  })
})

describe('a command', () => {
  const node = (code: string) => run(process.execPath, ['-e', code])

  test('gives back its exit code', async () => {
    expect(await node('process.exit(0)')).toBe(0)
    expect(await node('process.exit(2)')).toBe(2)
  })

  test('that a signal ended gives back what a shell would', async () => {
    expect(await node('process.kill(process.pid, "SIGKILL")')).toBe(137)
  })
})

describe('a task', () => {
  const setup = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    spawnSync(process.execPath, [join(root, 'scripts', 'setup.mjs'), ...args], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
    })

  test('that nobody knows is refused with the names of those there are', () => {
    const { status, stdout, stderr } = setup(['nonsense'])
    expect(status).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toContain('prilavok')
  })

  test.runIf(process.platform === 'linux').for([['start'], ['demo', '--window'], ['dev']])(
    'that opens a window says in one sentence that there is no display: %s',
    args => {
      const { status, stdout, stderr } = setup(args, { DISPLAY: '', WAYLAND_DISPLAY: '' })
      expect(status).toBe(1)
      expect(stdout).toBe('')
      expect(stderr.trim().split('\n')).toHaveLength(1)
      expect(stderr).toContain('npm run demo')
    },
  )

  test('needs nothing installed to say what is missing: set-up imports Node alone', () => {
    cpSync(join(root, 'scripts'), join(tree, 'scripts'), { recursive: true })
    const { status, stderr } = spawnSync(process.execPath, [join(tree, 'scripts', 'setup.mjs'), 'check'], {
      encoding: 'utf8',
      env: { ...process.env, npm_execpath: join(tree, 'no-npm.js') },
    })
    expect(status).toBe(1)
    expect(stderr).toContain('npm ci failed')
  })
})

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root, scriptOf } from './tools.ts'

const parts: readonly (readonly [name: string, script: string, ...args: string[]])[] = [
  ['types', scriptOf('typescript', 'tsc'), '--build', '--pretty'],
  [
    'lint, format and import rules',
    scriptOf('@biomejs/biome', 'biome'),
    'check',
    '--error-on-warnings',
    '--max-diagnostics=100',
  ],
  ['unused code and packages', scriptOf('knip'), '--no-progress'],
  ['words', join(root, 'scripts', 'check-words.ts')],
  ['numbers of migrations', join(root, 'scripts', 'check-migrations.ts')],
]

/** Runs the checks in parallel, prints the output of failed ones, and returns their names. */
export async function check(): Promise<string[]> {
  const results = await Promise.all(parts.map(part => runPart(...part)))
  for (const { name, code, output, seconds } of results) {
    console.error(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
    if (code !== 0) console.error(output)
  }
  return results.filter(({ code }) => code !== 0).map(({ name }) => name)
}

function runPart(name: string, ...args: string[]) {
  return new Promise<{ name: string; code: number; output: string; seconds: string }>((resolve, reject) => {
    const started = performance.now()
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk))
    child.once('error', reject)
    child.once('close', code =>
      resolve({ name, code: code ?? 1, output, seconds: ((performance.now() - started) / 1000).toFixed(1) }),
    )
  })
}

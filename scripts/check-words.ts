// Texts for users are in resources/i18n, in both languages; a Russian word elsewhere in the code would exist in one language only.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const code = globSync(['{main,preload,renderer,scripts}/**/*.{ts,tsx,mjs,css,html}', '*.{ts,yml,json}'], {
  cwd: root,
  exclude: path => path.includes('.test.'),
})
const lines = code.flatMap(file =>
  readFileSync(join(root, file), 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      /\p{Script=Cyrillic}/u.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
    ),
)
if (lines.length > 0) {
  console.error(
    `Russian words outside resources/i18n, loaders, sandbox and tests: give them a key there.\n${lines.join('\n')}`,
  )
  process.exitCode = 1
}

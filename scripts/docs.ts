import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Relation } from '../main/engine/store/ddl.ts'
import { columnType } from '../main/engine/store/ddl.ts'
import { relationsOf } from '../main/engine/store/tables.ts'
import { declaredTables } from './declared.ts'

/** Writes docs/tables.md out of the declarations. */
const file = fileURLToPath(new URL('../docs/tables.md', import.meta.url))

function section(relation: Relation): string {
  const rows = Object.entries(relation.columns).map(([column, of]) => {
    const key = relation.key.includes(column) ? 'key' : ''
    const stored = columnType(of, relation.store)
    return `| \`${column}\` | ${of.kind} | ${stored} | ${of.optional ? 'may be empty' : key} |`
  })
  const kept = relation.retention === null ? 'for ever' : `${relation.retention} days`
  const days = relation.day ? `, by the Moscow day in \`${relation.day}\`` : ''
  return [
    `### ${relation.name}`,
    relation.grain,
    `Kept ${kept}${days}.`,
    ['| column | kind | stored as | |', '|---|---|---|---|', ...rows].join('\n'),
  ].join('\n\n')
}

const relations = relationsOf(await declaredTables())
const chapter = (store: 'facts' | 'dims', title: string) =>
  [
    `## ${title}`,
    ...relations
      .filter(relation => relation.store === store)
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map(section),
  ].join('\n\n')

mkdirSync(fileURLToPath(new URL('../docs', import.meta.url)), { recursive: true })
writeFileSync(
  file,
  `${[
    '# Tables',
    'Written by `npm run docs` from the declarations; do not edit. Money is DECIMAL roubles in DuckDB and whole kopecks in SQLite, instants are UTC, days are Moscow days. The tables of SQLite are mirrored into DuckDB under the same names, so `npm run prilavok -- query` sees all of them.',
    chapter('facts', 'Facts (DuckDB)'),
    chapter('dims', 'Dims and the app’s own tables (SQLite)'),
  ].join('\n\n')}\n`,
)
console.log(file)

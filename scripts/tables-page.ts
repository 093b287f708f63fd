import { allTables } from '../loaders/index.ts'
import type { Relation } from '../main/engine/store/schema/ddl.ts'
import { columnType } from '../main/engine/store/schema/ddl.ts'
import { relationsOf } from '../main/engine/store/schema/tables.ts'

const STORES = [
  ['facts', 'Facts', 'DuckDB: what happened, by day.'],
  [
    'dims',
    'Dims',
    'SQLite: what there is, and the books of the app itself. Mirrored into DuckDB under the same names.',
  ],
] as const

/** The contents of docs/tables.md: every table as declared. */
export function tablesPage(): string {
  const relations = relationsOf(allTables)
  const parts = STORES.map(([store, title, sentence]) => {
    const own = relations.filter(relation => relation.store === store)
    return [
      `## ${title}`,
      sentence,
      ...own.toSorted((a, b) => a.name.localeCompare(b.name)).map(section),
    ].join('\n\n')
  })
  return `${['# Tables', 'Made by `npm run docs` out of the declarations; not to be edited.', ...parts].join('\n\n')}\n`
}

function section(relation: Relation): string {
  const rows = Object.entries(relation.columns).map(([name, column]) => {
    const key = relation.key.includes(name) ? 'key' : column.optional ? 'optional' : ''
    const unit = column.kind === 'money' ? (relation.store === 'facts' ? 'roubles' : 'kopecks') : column.kind
    return `| \`${name}\` | ${columnType(column, relation.store)} | ${unit} | ${key} |`
  })
  const kept = relation.retention === null ? [] : [`Rows may go after ${relation.retention} days.`]
  const day = relation.day === null ? [] : [`Its Moscow day is \`${relation.day}\`.`]
  return [
    `### ${relation.name}`,
    [relation.grain, ...day, ...kept].join(' '),
    ['| column | type | holds | |', '|---|---|---|---|', ...rows].join('\n'),
  ].join('\n\n')
}

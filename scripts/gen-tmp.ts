import { writeFileSync } from 'node:fs'
import { allTables } from '../loaders/index.ts'
import { createSql, name, names } from '../main/engine/store/schema/ddl.ts'
import { relationsOf } from '../main/engine/store/schema/tables.ts'
const out = ['-- Facts without an index, which took two thirds of their file, and by day, as questions ask for them. Who writes them keeps their keys unique.']
for (const r of relationsOf(allTables).filter(r => r.store === 'facts' && !r.indexed)) {
  const lean = { ...r, name: `${r.name}_by_day` }
  const all = names(Object.keys(r.columns))
  const order = ['shop_id', ...(r.day ? [r.day] : []), ...r.key.filter(k => k !== 'shop_id' && k !== r.day)]
  out.push(`${createSql(lean)}\nINSERT INTO ${name(lean.name)} (${all}) SELECT ${all} FROM ${name(r.name)} ORDER BY ${names(order)};\nDROP TABLE ${name(r.name)};\nALTER TABLE ${name(lean.name)} RENAME TO ${name(r.name)};`)
}
writeFileSync('/work/main/resources/migrations/facts/0008_lean_facts.sql', out.join('\n') + '\n')

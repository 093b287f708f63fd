import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Table } from '../../../../loaders/core/declare/table.ts'
import { openDuckDb } from '../duckdb/connection.ts'
import type { Relation } from './ddl.ts'
import { addColumnSql, columnType, createSql, name } from './ddl.ts'
import { migrateDims, migrationsIn } from './migrate.ts'
import { relationsOf } from './tables.ts'

interface There {
  readonly type: string
  readonly required: boolean
}
type Schema = ReadonlyMap<string, { readonly columns: ReadonlyMap<string, There>; readonly key: string }>

/** The SQL that is missing from the migrations of each store for the declarations to hold; empty when nothing is. */
export async function missingSql(
  migrationsDir: string,
  tables: readonly Table[],
): Promise<{ readonly facts: string; readonly dims: string }> {
  const relations = relationsOf(tables)
  const of = (store: 'facts' | 'dims', schema: Schema) =>
    difference(
      relations.filter(relation => relation.store === store),
      schema,
    ).join('\n')
  return {
    facts: of('facts', await factsSchema(join(migrationsDir, 'facts'))),
    dims: of('dims', dimsSchema(join(migrationsDir, 'dims'))),
  }
}

function difference(relations: readonly Relation[], schema: Schema): string[] {
  const sql: string[] = []
  for (const relation of relations) {
    const there = schema.get(relation.name)
    if (!there) {
      sql.push(`-- ${relation.grain}`, createSql(relation))
      continue
    }
    const key = relation.indexed ? relation.key.join() : ''
    if (there.key !== key)
      sql.push(`-- ${relation.name}: the index is over (${there.key}), declared (${key})`)
    for (const [column, of] of Object.entries(relation.columns)) {
      const is = there.columns.get(column)
      if (!is) sql.push(addColumnSql(relation, column))
      else if (is.type !== columnType(of, relation.store) || is.required === of.optional)
        sql.push(`-- ${relation.name}.${column}: is ${is.type}${is.required ? ' NOT NULL' : ''}`)
    }
    for (const column of there.columns.keys())
      if (!Object.hasOwn(relation.columns, column))
        sql.push(`ALTER TABLE ${name(relation.name)} DROP COLUMN ${name(column)};`)
  }
  const declared = new Set(relations.map(relation => relation.name))
  for (const table of schema.keys()) if (!declared.has(table)) sql.push(`DROP TABLE ${name(table)};`)
  return sql
}

function dimsSchema(folder: string): Schema {
  const dims = new Database(':memory:')
  try {
    migrateDims(dims, migrationsIn(folder))
    const tables = dims
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .pluck()
      .all() as string[]
    return new Map(
      tables
        .filter(table => table !== 'migrations')
        .map(table => {
          const columns = dims.pragma(`table_info(${name(table)})`) as {
            name: string
            type: string
            notnull: number
            pk: number
          }[]
          const key = columns.filter(column => column.pk > 0).sort((a, b) => a.pk - b.pk)
          return [
            table,
            {
              // A rowid is never null, whatever its declaration says.
              columns: new Map(
                columns.map(({ name, type, notnull, pk }) => [
                  name,
                  { type, required: notnull === 1 || (pk > 0 && key.length === 1) },
                ]),
              ),
              key: key.map(column => column.name).join(),
            },
          ]
        }),
    )
  } finally {
    dims.close()
  }
}

async function factsSchema(folder: string): Promise<Schema> {
  const staging = mkdtempSync(join(tmpdir(), 'prilavok-schema-'))
  const facts = await openDuckDb(':memory:', { readOnly: false, staging })
  try {
    const schema = new Map<string, { columns: Map<string, There>; key: string }>()
    await facts.exclusive(async connection => {
      for (const migration of migrationsIn(folder)) await connection.run(migration.sql)
      const columns = await connection.run(
        'SELECT table_name, column_name, data_type, NOT is_nullable FROM duckdb_columns() WHERE NOT internal ORDER BY table_name, column_index',
      )
      for (const [table, column, type, required] of await columns.getRows()) {
        const of = schema.get(String(table)) ?? { columns: new Map(), key: '' }
        of.columns.set(String(column), { type: String(type), required: required === true })
        schema.set(String(table), of)
      }
      const keys = await connection.run(
        "SELECT table_name, array_to_string(constraint_column_names, ',') FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY'",
      )
      for (const [table, key] of await keys.getRows()) {
        const of = schema.get(String(table))
        if (of) of.key = String(key)
      }
    })
    return schema
  } finally {
    await facts.close()
    rmSync(staging, { recursive: true, force: true })
  }
}

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ValidateFunction } from 'ajv/dist/2019.js'
import { Ajv2019 } from 'ajv/dist/2019.js'
import addFormats from 'ajv-formats'
import { parse } from 'yaml'
import type { LogEntry } from '../../sandbox/index.ts'
import type { Tested } from './marketplaces/declare.ts'
import { TESTED } from './marketplaces/index.ts'

type Tree = Record<string, unknown>
type Spec = string

/** Validates requests and responses against a vendor's OpenAPI file; an empty list of errors means valid. */
export type Validator = {
  /** `sent` is the parsed JSON body of a POST, or the query of a GET as name → values. */
  request(method: string, path: string, sent: unknown): string[]
  answer(method: string, path: string, status: number, body: unknown): string[]
  /** Fields of a response that the specification does not have. */
  unknown(method: string, path: string, status: number, body: unknown): string[]
}

const folder = new URL('../../../shared/specs/', import.meta.url)

/** Whether the vendors' files are beside this checkout; users do not have them. */
export const specsPresent = existsSync(fileURLToPath(folder))

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

// Fields that real responses leave null although neither `nullable` nor `x-observed` says so (ozon.md 1b, step 6, 13.1).
const OBSERVED_NULL = new Set([
  'barcodes',
  'clearing_id',
  'delivery_commission',
  'return_clearing_id',
  'return_commission',
])
const ID = { anyOf: [{ type: 'integer' }, { type: 'string', pattern: '^-?\\d*$' }] }

const observed = (schema: Tree): { nullable: boolean; either: boolean } => {
  const words = typeof schema['x-observed'] === 'string' ? (schema['x-observed'] as string) : ''
  return {
    nullable: schema.nullable === true || /\bnull\b/.test(words),
    either: /\bnumber\b|\bstring\b/i.test(words),
  }
}

/** Converts an OpenAPI 3.0 schema to JSON Schema 2019, relaxed where real responses are known to differ. */
function jsonSchema(schema: unknown, closed: boolean, name = '', part = false): unknown {
  if (!isTree(schema)) return schema
  if (typeof schema.$ref === 'string') {
    const of = { $ref: `${schema.$ref}${closed && !part ? '/closed' : ''}` }
    return OBSERVED_NULL.has(name) ? { anyOf: [{ type: 'null' }, of] } : of
  }
  const { nullable, either } = observed(schema)
  const made: Tree = {}
  for (const key of [
    'type',
    'enum',
    'required',
    'maxItems',
    'minItems',
    'maximum',
    'minimum',
    'maxLength',
    'minLength',
  ])
    if (schema[key] !== undefined) made[key] = schema[key]
  // Some days are documented as `YYYY-MM-DD` under the format of an instant.
  if (schema.format === 'date-time')
    made.format = String(schema.description).includes('YYYY-MM-DD`') ? 'date' : 'date-time'
  if (isTree(schema.properties))
    made.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([k, v]) => [k, jsonSchema(v, closed, k)]),
    )
  if (schema.items !== undefined) made.items = jsonSchema(schema.items, closed)
  for (const key of ['allOf', 'anyOf', 'oneOf']) {
    const branches = schema[key]
    if (!Array.isArray(branches)) continue
    // A branch beside properties, or one of several in allOf, describes only a part of the object.
    const partial = part || schema.properties !== undefined || (key === 'allOf' && branches.length > 1)
    // Relaxed ids fit both branches, so oneOf is treated as anyOf.
    made[key === 'oneOf' ? 'anyOf' : key] = branches.map(branch => jsonSchema(branch, closed, '', partial))
  }
  if (schema.format === 'int64' || schema.format === 'uint64') {
    delete made.type
    Object.assign(made, ID)
  }
  if (closed && !part && made.properties && !schema.additionalProperties) made.unevaluatedProperties = false
  if (either) delete made.type
  return nullable || OBSERVED_NULL.has(name) ? { anyOf: [{ type: 'null' }, made] } : made
}

type Operation = {
  readonly method: string
  readonly template: string
  readonly pattern: RegExp
  readonly operation: Tree
}

function operations(paths: Tree): Operation[] {
  return Object.entries(paths).flatMap(([template, item]) =>
    Object.entries(item as Tree).map(([method, operation]) => ({
      method: method.toUpperCase(),
      template,
      pattern: new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`),
      operation: operation as Tree,
    })),
  )
}

/** Every schema twice: open to new fields for responses, and closed for requests. */
function definitions(ajv: Ajv2019, document: Tree): void {
  const schemas = ((document.components as Tree).schemas ?? {}) as Tree
  for (const [name, schema] of Object.entries(schemas)) {
    ajv.addSchema(jsonSchema(schema, false) as object, `#/components/schemas/${name}`)
    ajv.addSchema(jsonSchema(schema, true) as object, `#/components/schemas/${name}/closed`)
  }
}

function queryErrors(operation: Tree, resolve: (node: unknown) => Tree, sent: unknown): string[] {
  const query = (isTree(sent) ? sent : {}) as Record<string, readonly string[] | string>
  const known = ((operation.parameters as unknown[]) ?? []).map(resolve).filter(p => p.in === 'query')
  const errors = Object.keys(query)
    .filter(name => !known.some(p => p.name === name))
    .map(name => `query ${name} is not in the document`)
  for (const parameter of known) {
    const values = [query[parameter.name as string] ?? []].flat()
    if (parameter.required === true && values.length === 0) errors.push(`query ${parameter.name} is missing`)
    const schema = resolve(parameter.schema)
    const item = schema.type === 'array' ? resolve(schema.items) : schema
    if (schema.type !== 'array' && values.length > 1)
      errors.push(`query ${parameter.name} comes ${values.length} times`)
    for (const value of values) {
      if (item.type === 'integer' && !/^-?\d+$/.test(value))
        errors.push(`query ${parameter.name} is no integer`)
      if (Array.isArray(item.enum) && !item.enum.includes(value))
        errors.push(`query ${parameter.name} has an unknown value`)
    }
  }
  return errors
}

/** In the specification the titles of cards have a number format. */
function repaired(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(repaired)
  if (!isTree(node)) return node
  const kept = Object.entries(node).filter(
    ([name, value]) => !(name === 'format' && value === 'int64' && node.type === 'string'),
  )
  return Object.fromEntries(kept.map(([name, value]) => [name, repaired(value)]))
}

function documentOf(spec: Spec): Tree {
  if (spec.startsWith('ozon-'))
    return JSON.parse(readFileSync(new URL(`${spec}.openapi.json`, folder), 'utf8')) as Tree
  const text = readFileSync(new URL(`${spec}.openapi.yaml`, folder), 'utf8')
  return repaired(parse(text, { merge: true, maxAliasCount: -1 })) as Tree
}

/** Loads a vendor's file and returns its validator. */
export function validator(spec: Spec): Validator {
  const document = documentOf(spec)
  const ajv = new Ajv2019({ strict: false, allErrors: true })
  addFormats.default(ajv)
  definitions(ajv, document)
  const all = operations(document.paths as Tree)
  const compiled = new Map<string, ValidateFunction>()
  const resolve = (node: unknown): Tree => {
    let at = (node ?? {}) as Tree
    while (typeof at.$ref === 'string')
      at = at.$ref
        .slice(2)
        .split('/')
        .reduce<Tree>((tree, key) => tree[key.replaceAll('~1', '/')] as Tree, document)
    return at
  }
  const find = (method: string, path: string): Operation | undefined =>
    all.find(o => o.method === method.toUpperCase() && o.template === path) ??
    all.find(o => o.method === method.toUpperCase() && o.pattern.test(path))
  const check = (name: string, content: unknown, closed: boolean, value: unknown): string[] => {
    const type = ['application/json', 'application/problem+json'].find(t => isTree(content) && t in content)
    const media = isTree(content) && type ? (content[type] as Tree) : undefined
    if (!media?.schema) return []
    const key = `${name}/${closed}`
    const validate = compiled.get(key) ?? ajv.compile(jsonSchema(media.schema, closed) as object)
    compiled.set(key, validate)
    if (validate(value)) return []
    return (validate.errors ?? []).map(e => {
      const what = (e.params as { unevaluatedProperty?: string }).unevaluatedProperty
      return `${e.instancePath || '/'} ${e.message ?? ''}${what ? `: ${what}` : ''}`
    })
  }
  const answer = (closed: boolean) => (method: string, path: string, status: number, body: unknown) => {
    const found = find(method, path)
    if (!found) return [`${method} ${path} is not in the document`]
    const responses = found.operation.responses as Tree
    const response = responses[String(status)] ?? responses.default
    if (!response) return [`${method} ${path} has no answer ${status} in the document`]
    return check(`${method} ${found.template} ${status}`, resolve(response).content, closed, body)
  }
  return {
    request: (method, path, sent) => {
      const found = find(method, path)
      if (!found) return [`${method} ${path} is not in the document`]
      if (method.toUpperCase() === 'GET') return queryErrors(found.operation, resolve, sent)
      return check(
        `${method} ${found.template} request`,
        resolve(found.operation.requestBody).content,
        true,
        sent,
      )
    },
    answer: answer(false),
    unknown: (...args) => [
      ...new Set(
        answer(true)(...args)
          .filter(e => e.includes('unevaluated'))
          .map(e => e.replaceAll(/\/\d+/g, '/*')),
      ),
    ],
  }
}

const SPECS = Object.assign({}, ...Object.values(TESTED).map(({ specs }) => specs)) as Tested['specs']
const made = new Map<Spec, Validator>()
const once = (spec: Spec): Validator => {
  const known = made.get(spec) ?? validator(spec)
  made.set(spec, known)
  return known
}

/** Violations of the vendor's files by a request; empty if one of them describes it exactly. */
export function complaints({ host, method, path, body, query }: LogEntry): readonly string[] {
  const said = (SPECS[host] ?? []).map(spec =>
    once(spec).request(method, path, method === 'GET' ? query : body),
  )
  return said.find(list => list.length === 0) ?? said.flat()
}

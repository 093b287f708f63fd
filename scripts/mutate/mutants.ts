import { parseSync } from 'vite'

/** One fault: the text between `start` and `end` is replaced by `text`. */
export interface Mutant {
  readonly start: number
  readonly end: number
  readonly text: string
  /** A readable description: `<= for <`. */
  readonly what: string
}

/** A node of the syntax tree (ESTree). */
interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

const OPERATORS: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '&&': '||',
  '||': '&&',
}
/** Methods that are swapped, and those that are removed: `list.sort()` becomes `list`. */
const SWAPPED: ReadonlyMap<string, string> = new Map([
  ['min', 'max'],
  ['max', 'min'],
  ['some', 'every'],
  ['every', 'some'],
])
const LEFT_OUT = new Set(['filter', 'sort', 'toSorted', 'reverse', 'toReversed', 'slice', 'trim'])

/** Recognises SQL texts, and what is changed in them. */
const SQL = /\b(SELECT|WHERE|AND|FROM|BETWEEN|EXISTS|ORDER BY|shop_id|count\(|coalesce\()/
const IN_SQL: readonly (readonly [find: RegExp, text: string])[] = [
  [/<=/g, '<'],
  [/>=/g, '>'],
  [/(?<=\s)<(?=\s)/g, '<='],
  [/(?<=\s)>(?=\s)/g, '>='],
  [/\bDESC\b/g, 'ASC'],
  [/\bAND\b/g, 'OR'],
  [/\bNOT EXISTS\b/g, 'EXISTS'],
  [/\bNOT IN\b/g, 'IN'],
  [/\bmin\(/g, 'max('],
  [/\bmax\(/g, 'min('],
  [/\bIS NOT NULL\b/g, 'IS NULL'],
  [/\bUNION ALL\b/g, 'UNION'],
]

/** Larger numbers are sizes, times and limits that benches tune. */
const SMALL = 100

/** All faults for a source, in order of position. */
export function mutantsOf(file: string, source: string): readonly Mutant[] {
  const found: Mutant[] = []
  const textOf = ({ start, end }: Node) => source.slice(start, end)
  const put = ({ start, end }: Pick<Node, 'start' | 'end'>, text: string, what: string) =>
    found.push({ start, end, text, what })

  function operator(node: Node): void {
    const { left, right } = node as unknown as { left: Node; right: Node }
    const sign = String(node.operator)
    if (sign === '??') return void put(node, textOf(left), `no default ${textOf(right).slice(0, 30)}`)
    const other = OPERATORS[sign]
    // Texts can only be concatenated.
    if (!other || (sign === '+' && [left, right].some(isText))) return
    const at = source.indexOf(sign, left.end)
    put({ start: at, end: at + sign.length }, other, `${other} for ${sign}`)
  }

  function call(node: Node): void {
    const callee = node.callee as Node
    if (callee.type !== 'MemberExpression') return
    const property = callee.property as Node
    const name = textOf(property)
    const other = SWAPPED.get(name)
    if (other) put(property, other, `${other} for ${name}`)
    if (LEFT_OUT.has(name)) put({ start: (callee.object as Node).end, end: node.end }, '', `no ${name}()`)
  }

  function sql(start: number, text: string): void {
    if (!SQL.test(text)) return
    for (const [find, instead] of IN_SQL)
      for (const { 0: was, index } of text.matchAll(find))
        put({ start: start + index, end: start + index + was.length }, instead, `SQL: ${instead} for ${was}`)
  }

  function literal(node: Node, tuned: boolean): void {
    const { value } = node
    if (typeof value === 'boolean') put(node, String(!value), `${!value} for ${value}`)
    if (typeof value === 'number' && !tuned && value <= SMALL)
      put(node, String(value + 1), `${value + 1} for ${value}`)
    if (typeof value === 'string') sql(node.start, textOf(node))
  }

  function statement(node: Node): void {
    const { expression } = node as unknown as { expression: Node }
    const inner = expression.type === 'AwaitExpression' ? (expression.argument as Node) : expression
    if (inner.type === 'CallExpression') put(node, ';', `no ${textOf(inner).split('(')[0]}()`)
  }

  const visitors: Readonly<Record<string, (node: Node, tuned: boolean) => void>> = {
    BinaryExpression: operator,
    LogicalExpression: operator,
    CallExpression: call,
    ExpressionStatement: statement,
    Literal: literal,
    TemplateElement: node => sql(node.start, textOf(node)),
    UnaryExpression: node => {
      if (node.operator === '!') put(node, textOf(node.argument as Node), 'no !')
    },
    IfStatement: node => {
      for (const value of ['true', 'false']) put(node.test as Node, value, `if (${value})`)
    },
    ConditionalExpression: node => {
      for (const value of ['true', 'false']) put(node.test as Node, value, `${value} ? :`)
    },
  }

  function walk(node: Node, tuned: boolean): void {
    if (isPassedOver(node)) return
    visitors[node.type]?.(node, tuned)
    for (const [field, value] of Object.entries(node)) {
      if (field === 'parent') continue
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, tuned)
    }
  }
  const { program } = parseSync(file, source)
  for (const part of program.body as unknown as readonly Node[]) walk(part, isConstant(part))
  return found.toSorted((one, other) => one.start - other.start || one.end - other.end)
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value

/** Types, imports, and messages of errors. */
function isPassedOver({ type }: Node): boolean {
  if (['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression'].includes(type)) return false
  return type.startsWith('TS') || type === 'ImportDeclaration' || type === 'ThrowStatement'
}

/** A top-level constant: `const LIMIT = 100`. */
function isConstant(node: Node): boolean {
  const declaration = (node.type === 'ExportNamedDeclaration' ? node.declaration : node) as Node | null
  if (declaration?.type !== 'VariableDeclaration') return false
  const [first] = declaration.declarations as readonly Node[]
  const init = first?.init as Node | null | undefined
  return init !== null && init !== undefined && !/Function/.test(init.type)
}

const isText = (node: Node): boolean =>
  node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node.value === 'string')

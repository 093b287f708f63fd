/** A value of a variant with its type. */
export interface Variant {
  readonly type: string
  readonly value: unknown
}

const FIXED: Readonly<Record<string, number>> = { y: 1, n: 2, q: 2, i: 4, u: 4, b: 4, x: 8, t: 8, d: 8 }
const alignment = (type: string): number => {
  const first = type[0] as string
  if (first === '(' || first === '{') return 8
  return FIXED[first] ?? (first === 'g' || first === 'v' ? 1 : 4)
}

/** Where the complete type that begins at `from` ends. */
function endOf(signature: string, from: number): number {
  const first = signature[from]
  if (first === 'a') return endOf(signature, from + 1)
  if (first !== '(' && first !== '{') return from + 1
  let at = from + 1
  while (signature[at] !== ')' && signature[at] !== '}') at = endOf(signature, at)
  return at + 1
}

function typesOf(signature: string): string[] {
  const types: string[] = []
  for (let at = 0; at < signature.length; ) {
    const end = endOf(signature, at)
    types.push(signature.slice(at, end))
    at = end
  }
  return types
}

/** Writes values of a D-Bus signature as little-endian bytes, beginning at a multiple of eight. Dictionaries are arrays of pairs. */
export function write(signature: string, values: readonly unknown[]): Buffer {
  let bytes = Buffer.alloc(256)
  let at = 0
  const room = (size: number) => {
    if (at + size > bytes.length) bytes = Buffer.concat([bytes, Buffer.alloc(bytes.length + size)])
  }
  const align = (to: number) => {
    room(to)
    at = Math.ceil(at / to) * to
  }
  const fixed = (type: string, value: unknown) => {
    const size = FIXED[type] as number
    room(size)
    if (type === 'd') bytes.writeDoubleLE(value as number, at)
    else if (size === 8) bytes.writeBigInt64LE(BigInt(value as number), at)
    else if (type === 'i' || type === 'n') bytes.writeIntLE(value as number, at, size)
    else bytes.writeUIntLE(value as number, at, size)
    at += size
  }
  const text = (value: string, lengthType: 'u' | 'y') => {
    fixed(lengthType, Buffer.byteLength(value))
    room(Buffer.byteLength(value) + 1)
    at += bytes.write(value, at) + 1
  }
  const put = (type: string, value: unknown): void => {
    align(alignment(type))
    const inner = type.slice(1, -1)
    switch (type[0]) {
      case 's':
      case 'o':
        text(value as string, 'u')
        break
      case 'g':
        text(value as string, 'y')
        break
      case 'v':
        text((value as Variant).type, 'y')
        put((value as Variant).type, (value as Variant).value)
        break
      case '(':
      case '{':
        typesOf(inner).forEach((each, index) => {
          put(each, (value as unknown[])[index])
        })
        break
      case 'a':
        array(type.slice(1), value as unknown[])
        break
      default:
        fixed(type, type === 'b' ? Number(value) : value)
    }
  }
  const array = (of: string, all: readonly unknown[]) => {
    const lengthAt = at
    fixed('u', 0)
    align(alignment(of))
    const began = at
    for (const each of all) put(of, each)
    bytes.writeUInt32LE(at - began, lengthAt)
  }
  typesOf(signature).forEach((type, index) => {
    put(type, values[index])
  })
  return bytes.subarray(0, at)
}

/** Reads values of a signature out of little-endian bytes that begin at a multiple of eight; 64-bit numbers lose what a double cannot hold. */
export function read(signature: string, bytes: Buffer): unknown[] {
  let at = 0
  const align = (to: number) => {
    at = Math.ceil(at / to) * to
  }
  const fixed = (type: string): number => {
    const from = at
    at += FIXED[type] as number
    if (type === 'd') return bytes.readDoubleLE(from)
    if (type === 'x' || type === 't') return Number(bytes.readBigInt64LE(from))
    return type === 'i' || type === 'n' ? bytes.readIntLE(from, at - from) : bytes.readUIntLE(from, at - from)
  }
  const text = (lengthType: 'u' | 'y'): string => {
    const length = fixed(lengthType)
    at += length + 1
    return bytes.toString('utf8', at - length - 1, at - 1)
  }
  const take = (type: string): unknown => {
    align(alignment(type))
    switch (type[0]) {
      case 's':
      case 'o':
        return text('u')
      case 'g':
        return text('y')
      case 'v': {
        const of = text('y')
        return { type: of, value: take(of) } satisfies Variant
      }
      case '(':
      case '{':
        return typesOf(type.slice(1, -1)).map(take)
      case 'a': {
        const length = fixed('u')
        align(alignment(type.slice(1)))
        const values: unknown[] = []
        for (const end = at + length; at < end; ) values.push(take(type.slice(1)))
        return values
      }
      case 'b':
        return fixed('u') !== 0
      default:
        return fixed(type)
    }
  }
  return typesOf(signature).map(take)
}

import { connect, type Socket } from 'node:net'
import { read, type Variant, write } from './wire.ts'

export const CALL = 1
export const RETURN = 2
const ERROR = 3
export const SIGNAL = 4

/** A message of D-Bus; what a message does not have is left out. */
export interface Message {
  readonly kind: number
  readonly path?: string
  readonly interface?: string
  readonly member?: string
  readonly error?: string
  readonly replyTo?: number
  readonly to?: string
  readonly from?: string
  readonly signature?: string
  readonly body?: readonly unknown[]
}
/** The header fields by their numbers, and their types. */
const FIELDS = [
  ['path', 1, 'o'],
  ['interface', 2, 's'],
  ['member', 3, 's'],
  ['error', 4, 's'],
  ['replyTo', 5, 'u'],
  ['to', 6, 's'],
  ['from', 7, 's'],
  ['signature', 8, 'g'],
] as const satisfies readonly (readonly [keyof Message, number, string])[]

/** A connection to the session bus. */
export interface Bus {
  /** Calls a method and resolves with what it returns. Throws its error's name. */
  call(message: Omit<Message, 'kind'>): Promise<readonly unknown[]>
  send(message: Message): void
  close(): void
}

/** The socket of an address like `unix:path=/run/user/1000/bus`. Throws when it names none that Node can open. */
function socketPath(address: string): string {
  for (const one of address.split(';')) {
    const [, path] = /^unix:(?:.*,)?path=([^,]+)/.exec(one) ?? []
    if (path) return decodeURIComponent(path)
    const [, abstract] = /^unix:(?:.*,)?abstract=([^,]+)/.exec(one) ?? []
    if (abstract) return `\0${decodeURIComponent(abstract)}`
  }
  throw new Error('no unix socket in the address of the bus')
}

/** Connects to a bus; `hear` is given every call and signal that comes. Throws when nobody listens there. */
export async function connectBus(
  address: string,
  hear: (message: Message, serial: number) => void,
): Promise<Bus> {
  const socket = connect(socketPath(address))
  await authenticate(socket)
  const waiting = new Map<number, (message: Message | null) => void>()
  let serial = 0
  const post = (message: Message) => {
    serial += 1
    socket.write(encode(message, serial))
    return serial
  }
  let kept = Buffer.alloc(0)
  socket.on('data', data => {
    kept = Buffer.concat([kept, data])
    for (let size = sizeOf(kept); size !== null && size <= kept.length; size = sizeOf(kept)) {
      const { message, serial } = decode(kept.subarray(0, size))
      kept = kept.subarray(size)
      if (message.replyTo === undefined) hear(message, serial)
      else waiting.get(message.replyTo)?.(message)
    }
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    for (const resolve of waiting.values()) resolve(null)
  })
  const call: Bus['call'] = async message => {
    const of = post({ ...message, kind: CALL })
    const reply = await new Promise<Message | null>(resolve => waiting.set(of, resolve))
    waiting.delete(of)
    if (!reply || reply.kind === ERROR) throw new Error(reply?.error ?? 'the bus is gone')
    return reply.body ?? []
  }
  await call({
    to: 'org.freedesktop.DBus',
    path: '/org/freedesktop/DBus',
    interface: 'org.freedesktop.DBus',
    member: 'Hello',
  })
  return { call, send: message => void post(message), close: () => void socket.destroy() }
}

/** Names us by the number of our user, which the socket proves. */
async function authenticate(socket: Socket): Promise<void> {
  const uid = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex')
  socket.write(`\0AUTH EXTERNAL ${uid}\r\n`)
  const answer = await new Promise<string>((resolve, reject) => {
    socket.once('data', data => resolve(data.toString()))
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('the bus hung up')))
  })
  if (!answer.startsWith('OK ')) throw new Error('the bus does not know us')
  socket.write('BEGIN\r\n')
}

function encode(message: Message, serial: number): Buffer {
  const body = message.signature ? write(message.signature, message.body ?? []) : Buffer.alloc(0)
  const fields = FIELDS.flatMap(([name, number, type]) =>
    message[name] === undefined ? [] : [[number, { type, value: message[name] } satisfies Variant]],
  )
  const header = write('yyyyuua(yv)', [LITTLE, message.kind, 0, 1, body.length, serial, fields])
  return Buffer.concat([header, Buffer.alloc(padding(header.length)), body])
}
const LITTLE = 'l'.charCodeAt(0)
const padding = (length: number): number => (8 - (length % 8)) % 8

/** Bytes of the message that begins here, or null until its first sixteen have come. */
function sizeOf(bytes: Buffer): number | null {
  if (bytes.length < 16) return null
  const header = 16 + bytes.readUInt32LE(12)
  return header + padding(header) + bytes.readUInt32LE(4)
}

function decode(bytes: Buffer): { message: Message; serial: number } {
  const [, kind, , , length, serial, fields] = read('yyyyuua(yv)', bytes)
  const found = new Map(fields as [number, Variant][])
  const header = Object.fromEntries(
    FIELDS.flatMap(([name, number]) => {
      const field = found.get(number)
      return field ? [[name, field.value]] : []
    }),
  ) as Omit<Message, 'kind'>
  const body = header.signature
    ? read(header.signature, Buffer.from(bytes.subarray(bytes.length - (length as number))))
    : []
  return { message: { ...header, kind: kind as number, body }, serial: serial as number }
}

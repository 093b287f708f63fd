/** Length from which a native call encodes a text faster than a loop over its characters. */
const LONG = 48
/** Initial capacity, bytes. */
const LEAST = 1_024

/** Growing little-endian byte buffer. Clearing it keeps its memory for the next values. */
export class Bytes {
  length = 0
  private bytes = Buffer.alloc(0)
  private view = new DataView(this.bytes.buffer, 0, 0)

  /** The bytes written so far; valid until the next write. */
  get all(): Buffer {
    return this.bytes.subarray(0, this.length)
  }
  clear(): void {
    this.length = 0
  }
  byte(value: number): void {
    const at = this.take(1)
    this.bytes[at] = value
  }
  /** Sets bit `index` of a bitmap that is written in order and is alone in the buffer. */
  bit(index: number, on: boolean): void {
    const shift = index & 7
    if (shift === 0) this.byte(0)
    if (on) this.bytes[this.length - 1] = (this.bytes[this.length - 1] as number) | (1 << shift)
  }
  int32(value: number): void {
    const at = this.take(4)
    this.view.setInt32(at, value, true)
  }
  /** An integer that a double can hold exactly, as two halves, since a bigint would allocate an object per value. */
  int64(value: number): void {
    const at = this.take(8)
    this.view.setInt32(at, value | 0, true)
    this.view.setInt32(at + 4, Math.floor(value / 2 ** 32), true)
  }
  bigint64(value: bigint): void {
    const at = this.take(8)
    this.view.setBigInt64(at, value, true)
  }
  double(value: number): void {
    const at = this.take(8)
    this.view.setFloat64(at, value, true)
  }
  /** A length-prefixed (int32) UTF-8 text; half a surrogate pair becomes U+FFFD. */
  text(value: string): void {
    // A UTF-16 unit takes at most three bytes of UTF-8.
    this.grow(4 + value.length * 3)
    const start = this.length + 4
    const written = this.ascii(value, start) ?? this.bytes.write(value, start)
    this.view.setInt32(this.length, written, true)
    this.length = start + written
  }
  put(bytes: Uint8Array): void {
    const at = this.take(bytes.length)
    this.bytes.set(bytes, at)
  }

  /** Writes a short ASCII text and returns its length; null if it is not ASCII. */
  private ascii(value: string, start: number): number | null {
    const { bytes } = this
    if (value.length >= LONG) return null
    for (let at = 0; at < value.length; at += 1) {
      const unit = value.charCodeAt(at)
      if (unit > 0x7f) return null
      bytes[start + at] = unit
    }
    return value.length
  }
  /** Reserves so many bytes and returns their offset. */
  private take(size: number): number {
    this.grow(size)
    this.length += size
    return this.length - size
  }
  private grow(by: number): void {
    if (this.length + by <= this.bytes.length) return
    const bytes = Buffer.allocUnsafe(Math.max(LEAST, this.bytes.length * 2, this.length + by))
    bytes.set(this.all)
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }
}

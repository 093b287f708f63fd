import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Bytes of chunks between two collections. */
const COLLECTED_BYTES = 1 << 24

let collect: ((options: { readonly type: 'minor' }) => void) | null = null
let waiting = 0

/**
 * Tells of bytes whose chunks are garbage now. Chunks lie outside of the heap, where V8 lets 65 MB of them pile up and the C library keeps that room for ever;
 * a young collection every 16 MB frees them.
 */
export function collectChunks(bytes: number): void {
  waiting += bytes
  if (waiting < COLLECTED_BYTES) return
  waiting = 0
  if (!collect) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as typeof collect
  }
  collect?.({ type: 'minor' })
}

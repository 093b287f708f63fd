import { setFlagsFromString } from 'node:v8'

/**
 * V8 heap flags of the worker, which apply to the whole process.
 * No allocation-site pretenuring: V8 would allocate parsed pages in the old space because earlier ones survived, and only a full collection frees them, which took a
 * third of a load's processor time.
 * No parallel scavenges: young objects take 0.4 ms to collect, but its helper threads had to wait up to 18 ms for a core while DuckDB and other programs used them.
 */
export function setV8Flags(): void {
  setFlagsFromString('--no-allocation-site-pretenuring')
  setFlagsFromString('--no-parallel-scavenge')
}

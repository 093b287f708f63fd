import { readdirSync, readFileSync } from 'node:fs'

/** Clock ticks per second in the kernel's accounting. */
const TICKS = 100

/** Usage of a process and all its descendants. */
export interface Usage {
  /** Processor time since their start, seconds. */
  readonly cpu: number
  /** Bytes, each shared page divided by its number of users (PSS). */
  readonly memory: number
  readonly processes: number
}

/** Sums up a process tree from /proc. Linux only. */
export function usageOf(root: number): Usage {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (/^\d+$/.test(name)) parents.set(Number(name), Number(statOf(Number(name))?.[1] ?? 0))
  }
  const isOurs = (pid: number): boolean => pid === root || (pid > 1 && isOurs(parents.get(pid) ?? 0))
  const ours = [...parents.keys()].filter(isOurs)
  return {
    cpu: ours.reduce((sum, pid) => sum + cpuOf(pid), 0),
    memory: ours.reduce((sum, pid) => sum + memoryOf(pid), 0),
    processes: ours.length,
  }
}

/** The fields of /proc/PID/stat after the name; null if the process has ended. */
function statOf(pid: number): readonly string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}

function cpuOf(pid: number): number {
  const stat = statOf(pid)
  return stat ? (Number(stat[11]) + Number(stat[12])) / TICKS : 0
}

function memoryOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

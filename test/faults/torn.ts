// What a crash of the system does to a file below the database: of what was written since the last sync each piece may be there, or half of it,
// or noise. strace tells which pieces those are.
import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { Chance } from '../crash/chance.ts'

/**
 * Put before a server, it writes down every write and sync of files. The server keeps the number of the process that was started. Syncs take a
 * while, so that whoever is killed is mostly killed in one.
 */
export const tracing = (trace: string): string[] => [
  ...['strace', '-D', '-f', '-y', '-qq', '-s', '0', '-o', trace],
  ...['-e', 'trace=pwrite64,fsync,fdatasync', '-e', 'signal=none', '-e', 'inject=fsync,fdatasync:delay_enter=15000'],
]

type Written = { readonly offset: number; readonly length: number }

const CALL = /^(\d+) +(pwrite64|fsync|fdatasync)\(\d+<([^>]*)>(?:, ""\.{0,3}, (\d+), (\d+))?/
const DONE = /^(\d+) +<\.\.\. (?:fsync|fdatasync) resumed>.* = 0(?: \(DELAYED\))?$/

/**
 * By file, what was written and that no sync has covered which was begun after it and is over.
 * @param lines of strace; a call is on the line on which it began, whether it ended there or later
 */
export function unsynced(lines: readonly string[]): Map<string, Written[]> {
  const open = new Map<string, Written[]>()
  /** Syncs under way, by thread: the file, and how many of its writes they cover. */
  const under = new Map<string, { readonly file: string; readonly covers: number }>()
  const finish = (thread: string): void => {
    const sync = under.get(thread)
    under.delete(thread)
    if (sync === undefined) return
    open.get(sync.file)?.splice(0, sync.covers)
    // Two threads do not sync one file at once here; if they did, the later one would cover no more than was there.
    for (const [other, { file, covers }] of under)
      if (file === sync.file) under.set(other, { file, covers: Math.max(0, covers - sync.covers) })
  }
  for (const line of lines) {
    const [, thread = '', call = '', file = '', length, offset] = CALL.exec(line) ?? []
    if (call === 'pwrite64') open.set(file, [...(open.get(file) ?? []), { offset: Number(offset), length: Number(length) }])
    else if (call !== '') {
      under.set(thread, { file, covers: open.get(file)?.length ?? 0 })
      if (/ = 0(?: \(DELAYED\))?$/.test(line)) finish(thread)
    } else finish(DONE.exec(line)?.[1] ?? '')
  }
  return open
}

/** Spoils what no sync covered, in the database's files: they are what holds, and all else is made anew. Gives how many writes. */
export function tear(trace: string, data: string, chance: Chance): number {
  let spoilt = 0
  for (const [file, writes] of unsynced(readFileSync(trace, 'utf8').split('\n'))) {
    if (![`${data}/hearth.db`, `${data}/hearth.db-wal`].includes(file)) continue
    for (const written of writes) if (spoil(file, written, chance)) spoilt++
  }
  return spoilt
}

function spoil(file: string, { offset, length }: Written, chance: Chance): boolean {
  const dice = chance.next()
  if (dice < 0.25) return false
  const handle = openSync(file, 'r+')
  try {
    const { size } = fstatSync(handle)
    if (offset >= size) return false
    // Disks write sectors whole: half a page is the second half of eight.
    const from = dice < 0.6 ? offset + Math.floor(chance.next() * (length / 512)) * 512 : offset
    if (dice > 0.85 && offset + length >= size) ftruncateSync(handle, from)
    else {
      const noise = Buffer.from(Array.from({ length: offset + length - from }, () => (dice < 0.75 ? 0 : chance.between(0, 255))))
      writeSync(handle, noise, 0, noise.length, from)
    }
    return true
  } finally {
    closeSync(handle)
  }
}

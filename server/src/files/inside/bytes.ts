// A file that is looked into at many places: small reads come out of one window, and what is written is on the disk at the end.
import { closeSync, fdatasyncSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'

export type Bytes = {
  readonly size: number
  /** What is there: less than `length` at the end, nothing beyond it. To be used before the next read. */
  read(at: number, length: number): Buffer
  /** In place. What would lie beyond the end, or is so already, is not written. */
  write(at: number, bytes: Uint8Array): void
  /** Makes a stretch zeros. */
  blank(at: number, length: number): void
  /** Was anything written that was not so before? */
  isChanged(): boolean
}

const WINDOW = 65_536

/** Throws as the system does. */
export function withBytes<T>(path: string, work: (bytes: Bytes) => T): T {
  const file = openSync(path, 'r+')
  try {
    const { size } = fstatSync(file)
    const bytes = over(
      size,
      (into, at) => readSync(file, into, 0, into.length, at),
      (from, at) => writeSync(file, from, 0, from.length, at),
    )
    const result = work(bytes)
    if (bytes.isChanged()) fdatasyncSync(file)
    return result
  } finally {
    closeSync(file)
  }
}

function over(size: number, readInto: (into: Buffer, at: number) => number, writeFrom: (from: Uint8Array, at: number) => void): Bytes {
  const window = Buffer.alloc(WINDOW)
  let start = 0
  let held = 0
  let changed = false

  function read(at: number, length: number): Buffer {
    if (at < 0 || at >= size || length <= 0) return window.subarray(0, 0)
    if (length > WINDOW) {
      const large = Buffer.alloc(Math.min(length, size - at))
      return large.subarray(0, readInto(large, at))
    }
    if (at < start || Math.min(at + length, size) > start + held) {
      start = at
      held = readInto(window, at)
    }
    return window.subarray(at - start, Math.min(at - start + length, held))
  }
  function write(at: number, bytes: Uint8Array): void {
    const fits = bytes.subarray(0, Math.max(0, size - at))
    if (fits.length === 0 || read(at, fits.length).equals(fits)) return
    writeFrom(fits, at)
    held = 0
    changed = true
  }
  return {
    size,
    read,
    write,
    blank(at, length) {
      const end = Math.min(size, at + length)
      for (let here = at; here < end; here += WINDOW) write(here, new Uint8Array(Math.min(WINDOW, end - here)))
    },
    isChanged: () => changed,
  }
}

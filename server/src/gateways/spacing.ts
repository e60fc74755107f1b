// A pause between two sends, for programs that take what one read gives them for one message.
import type { Link } from './legacy.ts'

export type Spacing = {
  send(bytes: Buffer): void
  /** Bytes that wait for their turn. */
  readonly waiting: number
  /** What waits is still sent, then the link is ended. */
  end(): void
  drop(): void
}

/** @param limit bytes that may wait before the reader is dropped */
export function createSpacing(link: Link, gapMs: () => number, limit: number): Spacing {
  const line: Buffer[] = []
  let waiting = 0
  let timer: NodeJS.Timeout | undefined
  let isEnding = false

  function next(): void {
    timer = undefined
    const bytes = line.shift()
    if (bytes === undefined) return isEnding ? link.end() : undefined
    waiting -= bytes.length
    link.send(bytes)
    // Also behind the last: what comes next must not run into it.
    timer = setTimeout(next, gapMs())
  }
  return {
    send(bytes) {
      if (isEnding) return
      if (timer === undefined && gapMs() === 0) return link.send(bytes)
      if (waiting > 0 && waiting + bytes.length > limit) return link.drop()
      line.push(bytes)
      waiting += bytes.length
      if (timer === undefined) next()
    },
    get waiting() {
      return waiting
    },
    end() {
      isEnding = true
      if (timer === undefined || line.length === 0) {
        clearTimeout(timer)
        link.end()
      }
    },
    drop() {
      isEnding = true
      line.length = waiting = 0
      clearTimeout(timer)
    },
  }
}

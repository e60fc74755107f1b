// One turn of the event loop: who has something to send, what they have in common, and the one write per socket at its end.

/** The part of a socket that is needed here. */
export type Pipe = {
  write(bytes: Buffer): boolean
  readonly writableLength: number
  once(event: 'drain', then: () => void): unknown
}

type Flushable = { flush(): void }

export type Tick = {
  /** What every reader of this turn begins with: nothing yet. */
  readonly start: Strand
  /** This one is flushed when the turn ends. */
  mark(outbox: Flushable): void
  flush(): void
  /** In one write, in order. */
  write(strand: Strand, pipe: Pipe): void
}

/** What one turn says to a busy room, several times over. More than that at once has memory of its own, which is given back. */
const DESK_BYTES = 262_144
const EMPTY = Buffer.alloc(0)

/** Gathers the outboxes that hold something and empties them all when the turn ends. */
export function createTick(later: (then: () => void) => void = setImmediate): Tick {
  const desk = new Desk()
  let marked: Flushable[] = []
  let start = new Strand()
  function mark(outbox: Flushable): void {
    if (marked.push(outbox) === 1) later(flush)
  }
  function flush(): void {
    const now = marked
    if (now.length === 0) return
    marked = []
    let served = 0
    try {
      while (served < now.length) now[served++]?.flush()
    } finally {
      // One that fails must not keep the bytes of those behind it.
      for (const outbox of now.slice(served)) mark(outbox)
      // Not kept until the next turn: it leads to all that was said in this one.
      start = new Strand()
      desk.clear()
    }
  }
  return {
    get start() {
      return start
    },
    mark,
    flush,
    write: (strand, pipe) => desk.write(strand, pipe),
  }
}

/**
 * What a reader gets in a turn, told from its last frame. All who have heard the same this far stand at the same strand, so nothing
 * is compared and nothing kept per reader, and what they get is joined once:
 *
 *   start ── e1 ── e2 ── e3              three listeners, one `joined`
 *                  └─── answer ── e3     who said e2
 */
export class Strand {
  readonly before: Strand | undefined
  readonly frame: Buffer
  readonly bytes: number
  /** More than one reader has been here. */
  shared = false
  /** The frames side by side, once somebody needed them and others may. */
  joined: Buffer | undefined
  /** Where the reader before went from here. A frame is pushed to all its readers in a row: one place to look is enough. */
  #next: Strand | undefined

  constructor(before?: Strand, frame: Buffer = EMPTY) {
    this.before = before
    this.frame = frame
    this.bytes = before === undefined ? 0 : before.bytes + frame.length
  }

  then(frame: Buffer): Strand {
    const next = this.#next
    if (next === undefined || next.frame !== frame) return (this.#next = new Strand(this, frame))
    next.shared = true
    return next
  }
}

/**
 * Where frames are laid side by side before they leave: the same place again and again, for fresh memory costs more than the copying.
 * What the system did not take at once stays where it is; a reader that lags already gets bytes of its own, so that it keeps
 * alive no more of the desk than it may.
 */
class Desk {
  #top = Buffer.allocUnsafeSlow(DESK_BYTES)
  #used = 0
  /** Below, something still waits for its reader. */
  #kept = 0

  write(strand: Strand, pipe: Pipe): void {
    if (strand.before?.bytes === 0) return void pipe.write(strand.frame)
    if (strand.bytes > DESK_BYTES) return writeLarge(strand, pipe)
    if (pipe.writableLength > 0) return void pipe.write(layOut(strand, Buffer.allocUnsafeSlow(strand.bytes)))
    const bytes = strand.joined ?? layOut(strand, this.#take(strand.bytes))
    if (strand.shared) strand.joined = bytes
    pipe.write(bytes)
    if (pipe.writableLength > 0) this.#kept = this.#used
    else if (!strand.shared) this.#used -= bytes.length
  }

  /** All have been served. */
  clear(): void {
    this.#used = this.#kept
  }

  #take(bytes: number): Buffer {
    if (this.#used + bytes > DESK_BYTES) {
      this.#top = Buffer.allocUnsafeSlow(DESK_BYTES)
      this.#used = this.#kept = 0
    }
    const at = this.#used
    return this.#top.subarray(at, (this.#used = at + bytes))
  }
}

function layOut(last: Strand, on: Buffer): Buffer {
  for (let strand = last; strand.before !== undefined; strand = strand.before) on.set(strand.frame, strand.before.bytes)
  return on
}

/** One copy for all who hear the same: frame by frame they would cost a call for each frame and reader. */
function writeLarge(strand: Strand, pipe: Pipe): void {
  const bytes = strand.joined ?? layOut(strand, Buffer.allocUnsafeSlow(strand.bytes))
  if (strand.shared) strand.joined = bytes
  pipe.write(bytes)
}

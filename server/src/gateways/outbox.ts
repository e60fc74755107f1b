// What waits for one reader. Everything of one turn of the event loop leaves in one write per socket.
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { Dialect, Ending } from '#hub/listener.ts'

/** The part of a socket an outbox needs. */
export type Pipe = {
  write(bytes: Buffer): boolean
  cork(): void
  uncork(): void
  readonly writableLength: number
  once(event: 'drain', then: () => void): unknown
}

/** Beyond this, frames are handed over one by one instead of being copied together. */
const JOIN_BYTES = 131_072
/** Of a backlog, this much is encoded at a time. */
const BACKLOG_BYTES = 131_072

/** So many events are no backlog worth the trouble. */
const SHORT_BACKLOG = 32

type Flushable = { flush(): void }
export type Tick = {
  mark(outbox: Flushable): void
  flush(): void
  /** What every reader of this turn begins with: nothing yet. */
  readonly start: Strand
}

/** Gathers the outboxes that hold something and empties them all when the turn ends. */
export function createTick(later: (then: () => void) => void = setImmediate): Tick {
  let marked: Flushable[] = []
  let start = new Strand()
  function flush(): void {
    const now = marked
    if (now.length === 0) return
    marked = []
    for (const outbox of now) outbox.flush()
    // Not kept until the next turn: it leads to all that was said in this one.
    start = new Strand()
  }
  return {
    mark: (outbox) => {
      if (marked.push(outbox) === 1) later(flush)
    },
    flush,
    get start() {
      return start
    },
  }
}

const EMPTY = Buffer.alloc(0)

/**
 * What readers get in a turn, told from its last frame. All who have heard the same this far stand at the same strand, so nothing is
 * compared, and what they get is joined once:
 *
 *   start ── e1 ── e2 ── e3          three listeners, one `joined`
 *                  └─── answer ── e3    who said e2
 */
class Strand {
  readonly before: Strand | undefined
  readonly frame: Buffer
  readonly bytes: number
  /** Where the reader before went from here. A frame is pushed to all its readers in a row: one place to look is enough. */
  #next: Strand | undefined
  #joined: Buffer | undefined

  constructor(before?: Strand, frame: Buffer = EMPTY) {
    this.before = before
    this.frame = frame
    this.bytes = before === undefined ? 0 : before.bytes + frame.length
  }

  then(frame: Buffer): Strand {
    const next = this.#next
    return next !== undefined && next.frame === frame ? next : (this.#next = new Strand(this, frame))
  }

  joined(): Buffer {
    return (this.#joined ??= this.before?.bytes === 0 ? this.frame : this.#join())
  }

  #join(): Buffer {
    const all = Buffer.allocUnsafe(this.bytes)
    for (let strand: Strand = this; strand.before !== undefined; strand = strand.before) all.set(strand.frame, strand.before.bytes)
    return all
  }

  frames(): Buffer[] {
    const all: Buffer[] = []
    for (let strand: Strand = this; strand.before !== undefined; strand = strand.before) all.push(strand.frame)
    return all.reverse()
  }
}

/** Why a connection is over. */
export type Farewell = Ending | 'slow' | 'flood' | 'late' | 'outdated'

export type OutboxGiven<Owner> = {
  readonly tick: Tick
  /** Bytes that may wait before the reader is cut off. */
  readonly limit: number
  /** All that was pushed has been handed to the socket, or (slow) was dropped. */
  readonly onEnd: (owner: Owner, why: Farewell) => void
}

/**
 * 1. Never waits for its reader, never makes others wait: it holds at most `limit` bytes (and one answer that alone is larger).
 * 2. A reader that falls behind further is cut off: what waits is dropped and it ends as `slow`.
 * 3. Bytes leave in the order they were pushed; a backlog leaves whole between what was pushed before and after it.
 * 4. What was pushed in the turn of `end` still leaves; then `onEnd` is called, once, and nothing is taken any more.
 *
 * A class, because there is one for each of ten thousand connections and a closure costs more than a prototype.
 */
export class Outbox<Owner> {
  readonly #given: OutboxGiven<Owner>
  readonly #pipe: Pipe
  readonly #owner: Owner
  /** Undefined: nothing waits for the end of the turn. */
  #strand: Strand | undefined
  /** What the socket held when the first frame of the turn came: asked once, not for each frame. */
  #held = 0
  #marked = false
  #allowance = 0
  #backlog: Backlog | undefined
  #ending: Farewell | undefined
  #over = false

  constructor(given: OutboxGiven<Owner>, pipe: Pipe, owner: Owner) {
    this.#given = given
    this.#pipe = pipe
    this.#owner = owner
  }

  get open(): boolean {
    return this.#ending === undefined && !this.#over
  }

  /** Bytes that have not left yet. */
  get waiting(): number {
    return (this.#strand?.bytes ?? 0) + this.#pipe.writableLength
  }

  push(bytes: Buffer): void {
    if (this.#over) return
    let strand = this.#strand
    if (strand === undefined) this.#held = this.#pipe.writableLength
    if (this.#held + (strand?.bytes ?? 0) + bytes.length > this.#given.limit + this.#allowance) {
      if (!this.#makeRoom(bytes.length)) return
      strand = this.#strand
      this.#held = this.#pipe.writableLength
    }
    this.#strand = (strand ?? this.#given.tick.start).then(bytes)
    if (!this.#marked) this.#mark()
  }

  /** Something missed, in order, before all that is pushed from here on. A long one is encoded only as the reader takes it. */
  catchUp(events: readonly ChatEvent[], dialect: Dialect): void {
    if (this.#backlog || events.length <= SHORT_BACKLOG) {
      for (const event of events) {
        const bytes = dialect.say(event)
        if (bytes) this.push(bytes)
      }
    } else if (this.open) {
      this.flush()
      this.#backlog = { events, next: 0, dialect, blocked: false }
      this.#mark()
    }
  }

  end(why: Farewell, last?: Buffer): void {
    if (!this.open) return
    // A gap must not be sent: who ends in the middle of a backlog hears why, and nothing that lies behind it.
    if (this.#backlog) this.#drop()
    if (last) this.push(last)
    this.#ending = why
    // Cut off by that last word: it has ended already.
    if (!this.#over) this.#mark()
  }

  /** The socket is gone. */
  forget(): void {
    this.#over = true
    this.#drop()
  }

  flush(): void {
    this.#marked = false
    if (this.#backlog && !this.#pump(this.#backlog)) return
    this.#write()
    if (this.#ending === undefined || this.#over) return
    this.#over = true
    this.#given.onEnd(this.#owner, this.#ending)
  }

  #mark(): void {
    if (this.#marked) return
    this.#marked = true
    this.#given.tick.mark(this)
  }

  /** Over the limit: what waits for the end of the turn may go now; what the socket itself could not get rid of is the reader's fault. */
  #makeRoom(length: number): boolean {
    if (!this.#backlog && this.#pipe.writableLength === 0) this.#write()
    if (this.waiting === 0) {
      this.#allowance = length
      return true
    }
    if (this.waiting + length <= this.#given.limit + this.#allowance) return true
    this.forget()
    this.#given.onEnd(this.#owner, 'slow')
    return false
  }

  #write(): void {
    const strand = this.#strand
    if (strand === undefined) return
    this.#strand = undefined
    if (strand.bytes <= JOIN_BYTES) return void this.#pipe.write(strand.joined())
    this.#pipe.cork()
    for (const frame of strand.frames()) this.#pipe.write(frame)
    this.#pipe.uncork()
  }

  /** Hands over some of the backlog. Is it done? */
  #pump(backlog: Backlog): boolean {
    const { events, dialect, blocked } = backlog
    if (blocked) return false
    const frames: Buffer[] = []
    let size = 0
    while (backlog.next < events.length && size < BACKLOG_BYTES) {
      const event = events[backlog.next++]
      const bytes = event && dialect.say(event)
      if (!bytes) continue
      frames.push(bytes)
      size += bytes.length
    }
    const goOn = size === 0 || this.#pipe.write(Buffer.concat(frames, size))
    if (backlog.next >= events.length) {
      this.#backlog = undefined
      return true
    }
    if (goOn) this.#mark()
    else this.#waitForDrain(backlog)
    return false
  }

  #waitForDrain(backlog: Backlog): void {
    backlog.blocked = true
    this.#pipe.once('drain', () => {
      backlog.blocked = false
      this.#mark()
    })
  }

  #drop(): void {
    this.#strand = undefined
    this.#backlog = undefined
  }
}

type Backlog = { readonly events: readonly ChatEvent[]; readonly dialect: Dialect; next: number; blocked: boolean }

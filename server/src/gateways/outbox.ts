// What waits for one reader. Everything of one turn of the event loop leaves in one write per socket.
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { Dialect, Ending } from '#hub/listener.ts'
import { type Draining, drained } from './drained.ts'
import type { Pipe, Strand, Tick } from './tick.ts'

/** Of a backlog, this much is encoded at a time. */
const BACKLOG_BYTES = 131_072

/** So many events are no backlog worth the trouble. */
const SHORT_BACKLOG = 32

/** Why a connection is over. */
export type Farewell = Ending | 'slow' | 'flood' | 'late' | 'outdated'

export type OutboxGiven<Owner> = {
  readonly tick: Tick
  /** Bytes that may wait before the reader is cut off. */
  readonly limit: number
  /** Told of all that is to leave, in bytes: of every push, and of each piece of a backlog. It may cut off whoever it likes, this one too. */
  readonly pushed?: (bytes: number) => void
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
  readonly #pipe: Pipe & Draining
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

  constructor(given: OutboxGiven<Owner>, pipe: Pipe & Draining, owner: Owner) {
    this.#given = given
    this.#pipe = pipe
    this.#owner = owner
  }

  get open(): boolean {
    return this.#ending === undefined && !this.#over
  }

  /** Bytes that have not left yet; none of a socket that is gone will. */
  get waiting(): number {
    return this.#pipe.destroyed ? 0 : (this.#strand?.bytes ?? 0) + this.#pipe.writableLength
  }

  /** Bytes that the socket could not get rid of. */
  get stuck(): number {
    return this.#pipe.writableLength
  }

  /** It takes nothing any more. */
  get isOver(): boolean {
    return this.#over
  }

  /** The socket could not get rid of everything: it will tell of a drain. */
  get isStuck(): boolean {
    return this.stuck > 0
  }

  /** Resolves when at most so many bytes wait, or the socket is gone. */
  drained(most: number): Promise<void> {
    return drained(this.#pipe, () => this.waiting <= most)
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
    this.#given.pushed?.(bytes.length)
  }

  /** What waits is dropped, and it ends as `slow`. */
  cut(): void {
    if (this.#over) return
    this.forget()
    this.#given.onEnd(this.#owner, 'slow')
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
    this.cut()
    return false
  }

  #write(): void {
    const strand = this.#strand
    if (strand === undefined) return
    this.#strand = undefined
    this.#given.tick.write(strand, this.#pipe)
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
    this.#given.pushed?.(size)
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

// Bytes that came and were not understood yet: joined without copying all of them for every piece that comes.
import { Readable } from 'node:stream'

const SMALLEST = 4096

/** A stretch of bytes that grows at its end and shrinks at its beginning. What `bytes` gives is valid until the next `add`. */
export class Unread {
  #on = Buffer.alloc(0)
  #from = 0
  #to = 0

  get length(): number {
    return this.#to - this.#from
  }
  get bytes(): Buffer {
    return this.#on.subarray(this.#from, this.#to)
  }
  add(piece: Uint8Array): void {
    if (this.#to + piece.length > this.#on.length) this.#makeRoom(piece.length)
    this.#on.set(piece, this.#to)
    this.#to += piece.length
  }
  use(bytes: number): void {
    this.#from += Math.min(bytes, this.length)
    if (this.#from < this.#to) return
    this.#from = this.#to = 0
    // What one large message needed is not kept for the rest of the connection.
    if (this.#on.length > SMALLEST) this.#on = Buffer.alloc(0)
  }
  #makeRoom(more: number): void {
    const { bytes } = this
    const enough = bytes.length + more
    const roomy = enough > this.#on.length / 2 ? Buffer.allocUnsafeSlow(Math.max(SMALLEST, enough * 2)) : this.#on
    roomy.set(bytes, 0)
    this.#on = roomy
    this.#to = bytes.length
    this.#from = 0
  }
}

/** So many bytes that follow on a connection, as a stream; what reads it slowly slows the connection down. */
export class Body extends Readable {
  #left: number
  readonly #wantsMore: () => void

  constructor(size: number, wantsMore: () => void) {
    super({ highWaterMark: 262_144 })
    this.#left = size
    this.#wantsMore = wantsMore
    if (size === 0) this.push(null)
  }
  get left(): number {
    return this.#left
  }
  /** Gives how many of the bytes were taken. Copies them: they are read later. */
  bring(bytes: Buffer): number {
    const taken = Math.min(bytes.length, this.#left)
    if (taken === 0) return 0
    this.#left -= taken
    if (!this.destroyed) this.push(Buffer.from(bytes.subarray(0, taken)))
    if (this.#left === 0 && !this.destroyed) this.push(null)
    return taken
  }
  get isFull(): boolean {
    return !this.destroyed && this.readableLength >= this.readableHighWaterMark
  }
  override _read(): void {
    // What is just being read still counts as there: asked at once, a full body would stay full for ever.
    queueMicrotask(this.#wantsMore)
  }
}

/** Whole messages in the order they came; the first is what is heard. */
export class Messages {
  readonly #line: Buffer[] = []
  #bytes = 0

  get length(): number {
    return this.#bytes + this.#line.length
  }
  get bytes(): Buffer {
    return this.#line[0] ?? EMPTY
  }
  add(message: Buffer): void {
    this.#line.push(message)
    this.#bytes += message.length
  }
  /** The first is gone, whatever of it was used. */
  use(_bytes: number): void {
    this.#bytes -= this.#line.shift()?.length ?? 0
  }
}

const EMPTY = Buffer.alloc(0)

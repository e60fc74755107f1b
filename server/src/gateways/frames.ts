// Reads what clients send all day: whole text frames (RFC 6455 §5.2), masked and below 64 KB.
//
//   81 | 80+length          | mask, 4 bytes | text     length 0…125
//   81 | fe | length, 2 bytes | mask, 4 bytes | text   length 126…65,535
//
// Everything else goes on to ws, which stood here before and knows the rest of the RFC: pings and pongs one by one, and from the first
// frame on that is in pieces, binary, long, closing or wrong, all that comes. A frame is either ours or the library's, whole.
import { isUtf8 } from 'node:buffer'
import type { Duplex } from 'node:stream'
import { LeanSocket } from './lean.ts'

const FINAL_TEXT = 0x81
const SHORT_HEAD = 6
const LONG_HEAD = 8

/**
 * Stands between a socket and its library until something comes that is the library's.
 * @param longest bytes of a text that is read here; longer ones are refused by the library
 * @param onText a whole message, well-formed
 */
export function readFirst(socket: Duplex, longest: number, onText: (text: string) => void): void {
  const theirs = socket.listeners('data') as ((chunk: Buffer) => void)[]
  const lean = socket instanceof LeanSocket ? socket : undefined
  const hand = (bytes: Buffer) => {
    // The library keeps what it has not read yet.
    const own = lean === undefined ? bytes : Buffer.from(bytes)
    for (const hear of theirs) hear.call(socket, own)
  }
  const reader = new FrameReader(longest, onText, hand)
  const ours = (chunk: Buffer) => {
    const rest = reader.read(chunk)
    if (rest === undefined) return
    // The library takes its listener away when it has heard the last word: it has to be there before.
    socket.off('data', ours)
    for (const hear of theirs) socket.on('data', hear)
    if (lean !== undefined) lean.lasting = true
    hand(rest)
  }
  socket.removeAllListeners('data')
  if (lean !== undefined) lean.lasting = false
  socket.on('data', ours)
}

/** A class, because there is one for each of ten thousand connections. */
export class FrameReader {
  readonly #longest: number
  readonly #onText: (text: string) => void
  readonly #onOther: (bytes: Buffer) => void
  /** The beginning of a head whose rest has not come. */
  #head: Buffer | undefined
  /** A text of which some is there: room for all of it, filled up to `#filled`. */
  #frame: Buffer | undefined
  #filled = 0
  /** So many bytes still belong to a ping or pong. */
  #theirs = 0
  #over = false

  constructor(longest: number, onText: (text: string) => void, onOther: (bytes: Buffer) => void) {
    this.#longest = longest
    this.#onText = onText
    this.#onOther = onOther
  }

  /**
   * Takes what the socket gave; its bytes are unmasked in place.
   * @returns what begins with something after which all is the library's; nothing while there was none
   */
  read(chunk: Buffer): Buffer | undefined {
    let bytes = chunk
    if (this.#head !== undefined) {
      bytes = Buffer.concat([this.#head, chunk])
      this.#head = undefined
    }
    let at = this.#goOn(bytes)
    while (at < bytes.length && !this.#over) at = this.#next(bytes, at)
    if (!this.#over) return undefined
    return this.#frame === undefined ? bytes.subarray(at) : Buffer.concat([this.#frame, bytes.subarray(at)])
  }

  /** The rest of what was begun. @returns where the next frame begins */
  #goOn(bytes: Buffer): number {
    if (this.#theirs > 0) return this.#handOn(bytes, 0, this.#theirs)
    const frame = this.#frame
    if (frame === undefined) return 0
    const taken = bytes.copy(frame, this.#filled)
    this.#filled += taken
    if (this.#filled < frame.length) return taken
    if (this.#text(frame, headOf(frame[1] ?? 0), frame.length)) this.#frame = undefined
    else this.#over = true
    return taken
  }

  /** @returns where the one after it begins */
  #next(bytes: Buffer, at: number): number {
    const first = bytes[at] ?? 0
    const second = bytes[at + 1] ?? 0x80
    const isText = first === FINAL_TEXT
    // Unmasked, or with a length in eight bytes, in pieces, binary, closing, or an error.
    if (second < 0x80 || !(isText ? second < 0xff : isKnock(first) && second < 0xfe)) return this.#leave(at)
    const from = at + headOf(second)
    if (from > bytes.length) {
      this.#head = Buffer.from(bytes.subarray(at))
      return bytes.length
    }
    const length = second === 0xfe ? ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0) : second & 0x7f
    const end = from + length
    if (!isText) return this.#handOn(bytes, at, end)
    if (length > this.#longest) return this.#leave(at)
    if (end > bytes.length) return this.#begin(bytes, at, end)
    return this.#text(bytes, from, end) ? end : this.#leave(at)
  }

  #begin(bytes: Buffer, at: number, end: number): number {
    this.#frame = Buffer.allocUnsafe(end - at)
    this.#filled = bytes.copy(this.#frame, 0, at)
    return bytes.length
  }

  #handOn(bytes: Buffer, at: number, end: number): number {
    const until = Math.min(end, bytes.length)
    this.#theirs = end - until
    this.#onOther(bytes.subarray(at, until))
    return until
  }

  #leave(at: number): number {
    this.#over = true
    return at
  }

  /** False: it is not UTF-8, and masked as it was. */
  #text(bytes: Buffer, from: number, end: number): boolean {
    if (unmask(bytes, from, end) < 0x80) {
      this.#onText(bytes.toString('latin1', from, end))
      return true
    }
    if (!isUtf8(bytes.subarray(from, end))) {
      unmask(bytes, from, end)
      return false
    }
    this.#onText(bytes.toString('utf8', from, end))
    return true
  }
}

/** A whole ping or pong. */
const isKnock = (first: number): boolean => first === 0x89 || first === 0x8a

const headOf = (second: number): number => ((second & 0x7f) === 126 ? LONG_HEAD : SHORT_HEAD)

/** Applies the mask in front of `from`. @returns the bits that any of the bytes has: below 0x80 all are ASCII */
function unmask(bytes: Buffer, from: number, end: number): number {
  const [a, b, c, d] = [byte(bytes, from - 4), byte(bytes, from - 3), byte(bytes, from - 2), byte(bytes, from - 1)]
  let seen = 0
  let at = from
  for (; at + 3 < end; at += 4) {
    const w = byte(bytes, at) ^ a
    const x = byte(bytes, at + 1) ^ b
    const y = byte(bytes, at + 2) ^ c
    const z = byte(bytes, at + 3) ^ d
    bytes[at] = w
    bytes[at + 1] = x
    bytes[at + 2] = y
    bytes[at + 3] = z
    seen |= w | x | y | z
  }
  for (const key of [a, b, c]) {
    if (at === end) break
    seen |= bytes[at] = byte(bytes, at) ^ key
    at++
  }
  return seen
}

/** Every place asked for is within the buffer: a frame is read when it is whole. */
const byte = (bytes: Buffer, at: number): number => bytes[at] ?? 0

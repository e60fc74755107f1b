// The descriptor before each piece of a VP8 picture (RFC 7741 §4.2). Pure.
//
//   X|R|N|S|R|PID  [I|L|T|K|…]  [M|picture id (7 or 15 bits)]  [number of the base layer]  [TID|Y|KEYIDX]   then the frame
export type Descriptor = {
  /** Bytes before the frame. */
  readonly size: number
  /** A picture begins here. */
  readonly begins: boolean
  /** Where its number stands, and how long it is: 0, 1 or 2 bytes. */
  readonly pictureAt: number
  readonly pictureBytes: 0 | 1 | 2
  readonly picture: number
  /** −1: none. */
  readonly baseAt: number
  readonly base: number
}

export function readDescriptor(payload: Buffer): Descriptor {
  const first = payload[0] ?? 0
  const begins = (first & 0x1f) === 0x10
  const none = { begins, pictureAt: -1, pictureBytes: 0, picture: 0, baseAt: -1, base: 0 } as const
  if ((first & 0x80) === 0) return { ...none, size: 1 }
  const more = payload[1] ?? 0
  let at = 2
  const pictureAt = more & 0x80 ? at : -1
  const isLong = pictureAt >= 0 && at + 1 < payload.length && ((payload[at] ?? 0) & 0x80) !== 0
  const pictureBytes = pictureAt < 0 ? 0 : isLong ? 2 : 1
  const picture = isLong ? (((payload[at] ?? 0) & 0x7f) << 8) | (payload[at + 1] ?? 0) : pictureAt >= 0 ? (payload[at] ?? 0) : 0
  at += pictureBytes
  const baseAt = more & 0x40 ? at : -1
  const base = baseAt >= 0 ? (payload[at] ?? 0) : 0
  if (baseAt >= 0) at++
  if (more & 0x30) at++
  return { size: at, begins, pictureAt, pictureBytes, picture, baseAt, base }
}

/** Does a picture begin here that needs none before it? */
export function isKeyframe(payload: Buffer): boolean {
  const { begins, size } = readDescriptor(payload)
  const frame = payload[size]
  return begins && frame !== undefined && (frame & 1) === 0
}

/**
 * How many lines a keyframe's picture has, where it can be read: after `9d 01 2a`, width and height in 14 bits each, little endian. Of its shorter side, as
 * pages reckon it, too: in a tile that is wide a phone that is held upright needs as much of its picture as one that lies.
 */
export function linesOf(payload: Buffer): number | undefined {
  const at = payload.subarray(0, 24).indexOf(START)
  return at < 0 || payload.length < at + 7
    ? undefined
    : Math.min(payload.readUInt16LE(at + 3) & 0x3fff, payload.readUInt16LE(at + 5) & 0x3fff)
}
const START = Buffer.from([0x9d, 0x01, 0x2a])

/** Numbers of pictures that go on where another source's ended: decoders take what goes back for what they had already. */
export class Numbering {
  #picture = 0
  #base = 0
  #pictureShift = 0
  #baseShift = 0

  /** The next picture is another source's. */
  begin(payload: Buffer): void {
    const { picture, base } = readDescriptor(payload)
    this.#pictureShift = (this.#picture + 1 - picture) & 0x7fff
    this.#baseShift = (this.#base + 1 - base) & 0xff
  }

  /** The same piece under the numbers of this line. @param isNewest of all that came so far */
  renumber(payload: Buffer, isNewest: boolean): Buffer {
    const { pictureAt, pictureBytes, picture, baseAt, base } = readDescriptor(payload)
    if (pictureAt < 0 && baseAt < 0) return payload
    const [newPicture, newBase] = [(picture + this.#pictureShift) & (pictureBytes === 1 ? 0x7f : 0x7fff), (base + this.#baseShift) & 0xff]
    if (isNewest) {
      this.#picture = newPicture
      this.#base = newBase
    }
    if (newPicture === picture && newBase === base) return payload
    const changed = Buffer.from(payload)
    if (pictureBytes === 2) changed.writeUInt16BE(0x8000 | newPicture, pictureAt)
    else if (pictureBytes === 1) changed[pictureAt] = newPicture
    if (baseAt >= 0) changed[baseAt] = newBase
    return changed
  }
}

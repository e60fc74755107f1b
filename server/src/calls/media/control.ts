// What SRTCP opens once it does not open again (RFC 3711 §3.3.2). Whoever records a network could play a bad report back, for ever.
//
//   | RTCP, sealed | tag (GCM) | 1 bit, index of 31 | tag (HMAC) |
//
// Each sender counts its packets by itself; so many places behind the newest of them are remembered.

type Opened = { highest: number; readonly seen: Float64Array }

const WINDOW = 64
/** Senders remembered of one peer, who has a dozen. */
const MOST_SENDERS = 64
const TAG_BYTES = 10
/** Of RTCP: its head, and who says it. */
const LEAST = 8

/** @param open throws where the signature is not right @returns undefined for what somebody else sent, what is damaged, and what was here before */
export function createOpenControl(form: 'gcm' | 'cm', open: (bytes: Buffer) => Buffer): (bytes: Buffer) => Buffer | undefined {
  const behind = form === 'gcm' ? 4 : 4 + TAG_BYTES
  const senders = new Map<number, Opened>()
  return (bytes) => {
    if (bytes.length < LEAST + behind) return undefined
    const sender = bytes.readUInt32BE(4)
    const index = bytes.readUInt32BE(bytes.length - behind) & 0x7fff_ffff
    const known = senders.get(sender)
    if (known !== undefined && (known.seen[index % WINDOW] === index || index <= known.highest - WINDOW)) return undefined
    const opened = tried(open, bytes)
    if (opened === undefined) return undefined
    const count = known ?? { highest: index, seen: new Float64Array(WINDOW).fill(-1) }
    count.highest = Math.max(count.highest, index)
    count.seen[index % WINDOW] = index
    // Who spoke last is the last one to be forgotten.
    senders.delete(sender)
    senders.set(sender, count)
    const [oldest] = senders.keys()
    if (senders.size > MOST_SENDERS && oldest !== undefined) senders.delete(oldest)
    return opened
  }
}

/** What does not stand the test of its signature was sent by somebody else, or damaged. */
function tried(open: (bytes: Buffer) => Buffer, bytes: Buffer): Buffer | undefined {
  try {
    return open(bytes)
  } catch {
    return undefined
  }
}

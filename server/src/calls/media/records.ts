// Records of DTLS 1.2 (RFC 6347 §4.1), of which a datagram holds some. Pure.
//
//   type | version FE xx | epoch (2) | number (6) | length (2) | …      sealed ones begin with the epoch once more
const HANDSHAKE = 22
const ALERT = 21
const SEALED_ALERT = 26
const CLIENT_HELLO = 1

/**
 * What of a datagram may come through. Werift believes alerts that nobody sealed, and begins anew when asked in the open: once hands are shaken
 * only what is sealed may come, and before that no alert. Whoever shouts from the side ends nothing. What is left out takes nothing else along: a
 * browser that missed the end of the handshake sends all of its part again, and only the sealed end of it is wanted.
 * @param sealed hands are shaken @returns undefined: nothing of it
 */
export function soundIn(bytes: Buffer, sealed: boolean): Buffer | undefined {
  const sound: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    if (at + 13 > bytes.length || bytes[at + 1] !== 0xfe) return undefined
    const end = at + 13 + bytes.readUInt16BE(at + 11)
    const record = bytes.subarray(at, end)
    if (end > bytes.length || !isKnown(record)) return undefined
    if (isSound(record, sealed)) sound.push(record)
    at = end
  }
  return sound.length === 0 ? undefined : Buffer.concat(sound)
}

const isKnown = ([type = 0]: Buffer): boolean => type >= 20 && type <= HANDSHAKE

function isSound(record: Buffer, sealed: boolean): boolean {
  const [type, epoch, length] = [record[0], record.readUInt16BE(3), record.length - 13]
  if (type === ALERT) return sealed && epoch === 1 && length >= SEALED_ALERT && record.readUInt16BE(13) === 1
  return type !== HANDSHAKE || !sealed || epoch !== 0
}

/** Does somebody begin to shake hands with it? Each beginning costs a pair of keys. */
export const isHello = (bytes: Buffer): boolean => bytes[0] === HANDSHAKE && bytes.length > 13 && bytes[13] === CLIENT_HELLO

/** One by one. @param bytes as they came through */
export function* recordsIn(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at + 13 <= bytes.length; at += 13 + bytes.readUInt16BE(at + 11))
    yield bytes.subarray(at, at + 13 + bytes.readUInt16BE(at + 11))
}

/**
 * Was it said before, and is not to be said again? Browsers repeat what was not answered in a twentieth of a second. Of a second beginning, or a second
 * key, werift makes other secrets than those the browser has: then nobody hears anybody, and whoever stands between could slip in a key of their own.
 * @param flight how far hands are shaken: from 4 on the server has answered a beginning @param said which messages of the client's last part are known
 */
export function isRepeated(record: Buffer, flight: number, said: readonly number[]): boolean {
  if (record[0] !== HANDSHAKE || record.readUInt16BE(3) !== 0 || record.length <= 13) return false
  return isHello(record) ? flight >= 4 && !hasCookie(record) : said.includes(record[13] ?? 0)
}

//   record (13) | type, lengths, place (12) | version (2) | chance (32) | length, session | length, cookie | …
function hasCookie(hello: Buffer): boolean {
  const session = 13 + 12 + 2 + 32
  return (hello[session + 1 + (hello[session] ?? 0)] ?? 0) > 0
}

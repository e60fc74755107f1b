// Records of DTLS 1.2 (RFC 6347 §4.1), of which a datagram holds some: which of them werift is to see. Pure.
//
//   type | version FE xx | epoch (2) | number (6) | length (2) | …      sealed ones begin with the epoch once more
const HEAD = 13
const CHANGE = 20
const ALERT = 21
const HANDSHAKE = 22
const SEALED_ALERT = 26

/**
 * Werift believes alerts that nobody sealed, and begins anew when asked in the open. So before hands are shaken no alert comes through, and
 * afterwards nothing that is not sealed: whoever shouts from the side ends nothing. What is sealed is let through then, whatever stands beside it in
 * the datagram: who lost the end of the handshake sends all of theirs again, and by its sealed end they are answered once more.
 * @returns undefined: nothing of it is sound
 */
export function soundRecords(bytes: Buffer, sealed: boolean): Buffer | undefined {
  const sound: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    if (at + HEAD > bytes.length || bytes[at + 1] !== 0xfe) return undefined
    const [type, epoch, length] = [bytes[at] ?? 0, bytes.readUInt16BE(at + 3), bytes.readUInt16BE(at + 11)]
    const record = bytes.subarray(at, at + HEAD + length)
    at += record.length
    if (record.length < HEAD + length || type < CHANGE || type > HANDSHAKE) return undefined
    if (sealed ? isSealed(type, epoch, record) : type !== ALERT) sound.push(record)
    else if (!sealed) return undefined
  }
  return sound.length === 0 ? undefined : Buffer.concat(sound)
}

const isSealed = (type: number, epoch: number, record: Buffer): boolean =>
  epoch === 1 && (type === HANDSHAKE || (type === ALERT && record.length >= HEAD + SEALED_ALERT && record.readUInt16BE(HEAD) === 1))

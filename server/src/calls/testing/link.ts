// What a synthetic participant's handshake is carried over. It is werift's, and goes out as that of a browser does.
import type { DtlsClient } from 'werift'
import { recordsIn } from '../media/records.ts'

type Send = (bytes: Buffer) => void
/** Records of epoch 0 are in the open. */
const isOpen = (record: Buffer): boolean => record.readUInt16BE(3) === 0

/**
 * What is said in one breath goes in one datagram. What is said again has another number (RFC 6347 §4.2.2): werift sends the same bytes once more, which
 * whoever looks for replays, as OpenSSL does, leaves unread.
 */
export function linkOver(send: Send) {
  const known = new Set<string>()
  let said: Buffer[] = []
  let number = 0
  let sealAgain: (() => Buffer) | undefined
  const out = (): void => {
    send(Buffer.concat(said))
    said = []
  }

  function numbered(record: Buffer): Buffer {
    if (isOpen(record)) {
      const copy = Buffer.from(record)
      copy.writeUIntBE(number++, 5, 6)
      return copy
    }
    const key = record.toString('base64')
    const isNew = !known.has(key)
    known.add(key)
    return isNew || sealAgain === undefined ? record : sealAgain()
  }

  return {
    ...{ type: 'udp', address: { address: '', family: '', port: 0 }, closed: false },
    onData: (_bytes: Buffer): void => undefined,
    async send(bytes: Buffer): Promise<void> {
      if (said.length === 0) setImmediate(out)
      said.push(...[...recordsIn(bytes)].map(numbered))
    },
    close: async (): Promise<void> => undefined,
    /** Whose handshake it is. */
    carries: (client: DtlsClient): void => void (sealAgain = sealingOf(client)),
  }
}

/** Gives what was sealed last, sealed under the next number. */
function sealingOf({ cipher }: DtlsClient): () => Buffer {
  type Packet = Parameters<typeof cipher.encryptPacket>[0]
  const seal = cipher.encryptPacket.bind(cipher)
  let last: { readonly packet: Packet; readonly open: Buffer } | undefined
  cipher.encryptPacket = (packet) => {
    last = { packet, open: packet.fragment }
    return seal(packet)
  }
  return () => {
    if (last === undefined) throw new Error('nothing was sealed yet')
    last.packet.fragment = last.open
    last.packet.recordLayerHeader.sequenceNumber++
    return seal(last.packet).serialize()
  }
}

/** Which part of a handshake it begins with: by its epoch, its kind and its number. */
const partOf = (bytes: Buffer): string => bytes.toString('hex', 3, 5) + bytes.toString('hex', 13, 14) + bytes.toString('hex', 17, 19)

/** Each part of a handshake goes out once, and is noted as `handshake`. */
export function once(send: Send, said: Map<string, number>): Send {
  const parts = new Set<string>()
  return (bytes) => {
    if (parts.has(partOf(bytes))) return
    parts.add(partOf(bytes))
    said.set('handshake', parts.size)
    send(bytes)
  }
}

// Packets of a synthetic participant that look like a voice and like pictures.
import { randomBytes } from 'node:crypto'
import type { SrtcpSession } from 'werift'
import { writeSender } from '../media/rtcp.ts'
import type { Open, Seal } from '../media/srtp.ts'
import { EXT } from '../sdp.ts'
import type { SyntheticPeer } from './peer.ts'

const MIDS = { mic: '0', camera: '1', screen: '2' } as const
const SAID_EVERY = 25

export type Keys = { readonly seal: Seal; readonly open: Open; readonly srtcp: SrtcpSession }
type Sender = Pick<SyntheticPeer, 'voice' | 'picture'> & { rtcp(bytes: Buffer): void }

/** @param keysNow nothing is sent as long as there are none */
export function createSender(keysNow: () => Keys | undefined, send: (bytes: Buffer) => void): Sender {
  const streams = new Map<string, { readonly ssrc: number; sequence: number; timestamp: number; packets: number }>()
  let transport = 0

  function rtp(key: string, type: number, step: number, extensions: Buffer, payload: Buffer, skip = 0): void {
    const keys = keysNow()
    if (keys === undefined) return
    const stream = streams.get(key) ?? { ssrc: randomBytes(4).readUInt32BE(0), sequence: 1000, timestamp: 5000, packets: 0 }
    streams.set(key, stream)
    stream.sequence = (stream.sequence + 1 + skip) & 0xffff
    stream.timestamp = (stream.timestamp + step) >>> 0
    const head = Buffer.alloc(12)
    head[0] = 0x90
    head[1] = type | (step > 0 ? 0x80 : 0)
    head.writeUInt16BE(stream.sequence, 2)
    head.writeUInt32BE(stream.timestamp, 4)
    head.writeUInt32BE(stream.ssrc, 8)
    send(keys.seal(Buffer.concat([head, extensions]), payload))
    // Which time its timestamps mean: without it nobody can go from one layer to another.
    if (stream.packets++ % SAID_EVERY === 0) rtcp(writeSender(stream.ssrc, Date.now(), stream.timestamp, stream.packets, 0))
  }

  function rtcp(bytes: Buffer): void {
    const keys = keysNow()
    if (keys !== undefined) send(keys.srtcp.encrypt(bytes))
  }

  return {
    rtcp,
    voice: (level, payload = randomBytes(60)) =>
      rtp('mic', 111, 960, extensions({ [EXT.mid]: Buffer.from(MIDS.mic), [EXT.level]: Buffer.from([level]) }), payload),
    picture(source, { rid, height, keyframe, skip, stamp }) {
      transport = (transport + 1) & 0xffff
      const number = Buffer.alloc(2)
      number.writeUInt16BE(transport)
      const layer = rid === undefined ? {} : { [EXT.rid]: Buffer.from(rid) }
      const named = { [EXT.mid]: Buffer.from(MIDS[source]), ...layer, [EXT.sequence]: number }
      // As browsers describe a piece of VP8: its picture's number in two bytes.
      const begins = [0x90, 0x80, 0x80 | (transport >> 8), transport & 255, keyframe ? 0 : 1, 0, 0, 0x9d, 0x01, 0x2a, 0, 0, 0, 0]
      const payload = Buffer.concat([Buffer.from(begins), stamp ?? randomBytes(900)])
      payload.writeUInt16LE((height * 16) / 9, 10)
      payload.writeUInt16LE(height, 12)
      rtp(`${source}${rid ?? ''}`, 96, 6000, extensions(named), payload, skip)
    },
  }
}

function extensions(named: Readonly<Record<number, Buffer>>): Buffer {
  const all = Buffer.concat(
    Object.entries(named).map(([id, value]) => Buffer.concat([Buffer.from([(Number(id) << 4) | (value.length - 1)]), value])),
  )
  const padded = Buffer.concat([all, Buffer.alloc((4 - (all.length % 4)) % 4)])
  return Buffer.concat([Buffer.from([0xbe, 0xde, 0, padded.length / 4]), padded])
}

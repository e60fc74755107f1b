// What is sent and received, as mediasoup wants it told. It is what our descriptions say (../sdp.ts), in other words.
import type { Source } from '@hearth/protocol/call-shapes.ts'
import { EXT, MUSIC, OPUS, RIDS, RTX, UPWARDS, URI, VP8 } from '../sdp.ts'
import type { Codec, RtpCapabilities, RtpParameters } from './api.ts'

const opus: Codec = { mimeType: 'audio/opus', clockRate: 48_000, channels: 2, parameters: { useinbandfec: 1, usedtx: 1 } }
const feedback = [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }, { type: 'ccm', parameter: 'fir' }, { type: 'transport-cc' }]
const vp8: Codec = { mimeType: 'video/VP8', clockRate: 90_000, rtcpFeedback: feedback }

export const codecs: RtpCapabilities['codecs'] = [
  { kind: 'audio', preferredPayloadType: OPUS, ...opus },
  { kind: 'video', preferredPayloadType: VP8, ...vp8 },
]

/** What every participant can receive. */
export const receives: RtpCapabilities = {
  codecs,
  headerExtensions: [
    { kind: 'audio', uri: URI.mid, preferredId: EXT.mid },
    { kind: 'audio', uri: URI.level, preferredId: EXT.level },
    { kind: 'video', uri: URI.mid, preferredId: EXT.mid },
    { kind: 'video', uri: URI.sequence, preferredId: EXT.sequence },
  ],
}

export const kindOf = (source: Source): 'audio' | 'video' => (source === 'mic' || source === 'sound' ? 'audio' : 'video')

/** What comes up at the line of a source. Packets are known by the line they name, and a camera's by the layer as well. */
export function upward(source: Source): RtpParameters {
  const mid = String(UPWARDS.indexOf(source))
  const extensions = (names: readonly (keyof typeof EXT)[]) => names.map((name) => ({ uri: URI[name], id: EXT[name] }))
  if (kindOf(source) === 'audio') {
    const payloadType = source === 'mic' ? OPUS : MUSIC
    return {
      mid,
      codecs: [{ ...opus, payloadType }],
      headerExtensions: extensions(['mid', 'level']),
      encodings: [{ dtx: source === 'mic' }],
    }
  }
  const rtx = { mimeType: 'video/rtx', clockRate: 90_000, payloadType: RTX, parameters: { apt: VP8 } }
  return {
    mid,
    codecs: [{ ...vp8, payloadType: VP8 }, rtx],
    headerExtensions: extensions(['mid', 'rid', 'repairedRid', 'sequence']),
    encodings: source === 'camera' ? RIDS.map((rid) => ({ rid })) : [{}],
  }
}

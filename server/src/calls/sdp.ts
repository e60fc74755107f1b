// Session descriptions (RFC 8866, 8829): ours are written, theirs are read, and of theirs no more than is needed. Pure.
//
// Every description of ours begins with the same four lines upwards, then come slots downwards (docs/calls.md). Payload types and header
// extensions are ours to say, as an answer must keep to them: they are the same for everybody, and no packet needs to be renumbered.
//
//   m=audio 9 UDP/TLS/RTP/SAVPF 111     mid 0 mic     recvonly
//   m=video 9 UDP/TLS/RTP/SAVPF 96 97   mid 1 camera  recvonly, simulcast l;m;h
//   m=video 9 UDP/TLS/RTP/SAVPF 96 97   mid 2 screen  recvonly
//   m=audio 9 UDP/TLS/RTP/SAVPF 112     mid 3 sound   recvonly, stereo
//   m=audio 9 UDP/TLS/RTP/SAVPF 111     mid 4 …       sendonly, ssrc
import type { Source } from '@hearth/protocol/call-shapes.ts'
import { ChatError } from '@hearth/protocol/errors.ts'

export const OPUS = 111
/** Opus that is asked for in another way: lines that share a way must mean the same by a number (RFC 8843 §7.1.2). */
export const MUSIC = 112
export const VP8 = 96
export const RTX = 97
/** Layers of a camera, the smallest first. */
export const RIDS = ['l', 'm', 'h'] as const
/** Header extensions (RFC 8285): their numbers. Those of mediasoup, which has them fixed: so they are the same with either engine. */
export const EXT = { mid: 1, rid: 2, repairedRid: 3, sent: 4, sequence: 5, level: 10 } as const
/** What comes up, by the number of its line. */
export const UPWARDS: readonly Source[] = ['mic', 'camera', 'screen', 'sound']

export type Kind = 'audio' | 'video'
export type SlotLine = { readonly kind: Kind; readonly ssrc: number }
export type Offering = {
  readonly id: number
  readonly n: number
  readonly ice: { readonly ufrag: string; readonly pwd: string; readonly lite: boolean; readonly candidates: readonly string[] }
  /** SHA-256 of the certificate, `AB:CD:…`. */
  readonly fingerprint: string
  readonly slots: readonly SlotLine[]
  /** How whoever receives tells what gets through: by an estimate of their own (`remb`), or by when each packet came (`arrivals`). */
  readonly told: 'remb' | 'arrivals'
}
/** What of an answer counts. */
export type Answer = {
  readonly ufrag: string
  readonly pwd: string
  readonly fingerprint: string
  readonly lines: readonly { readonly mid: string; readonly ssrcs: readonly number[] }[]
}

export const URI: Record<keyof typeof EXT, string> = {
  mid: 'urn:ietf:params:rtp-hdrext:sdes:mid',
  rid: 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id',
  repairedRid: 'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id',
  sent: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  sequence: 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  level: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
}
const kindOf = (source: Source): Kind => (source === 'mic' || source === 'sound' ? 'audio' : 'video')

export function writeOffer(offer: Offering): string {
  const mids = [...UPWARDS, ...offer.slots].map((_line, mid) => mid)
  const session = [
    'v=0',
    `o=- ${offer.id} ${offer.n} IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    `a=group:BUNDLE ${mids.join(' ')}`,
    'a=msid-semantic: WMS *',
    ...(offer.ice.lite ? ['a=ice-lite'] : []),
  ]
  const up = UPWARDS.flatMap((source, mid) => upLine(offer, source, mid))
  const down = offer.slots.flatMap((slot, at) => downLine(offer, slot, UPWARDS.length + at))
  return `${[...session, ...up, ...down].join('\r\n')}\r\n`
}

function upLine(offer: Offering, source: Source, mid: number): string[] {
  const kind = kindOf(source)
  const types = kind === 'video' ? [VP8, RTX] : [source === 'sound' ? MUSIC : OPUS]
  const simulcast = source === 'camera' ? [...RIDS.map((rid) => `a=rid:${rid} recv`), `a=simulcast:recv ${RIDS.join(';')}`] : []
  const extensions: (keyof typeof EXT)[] = kind === 'audio' ? ['mid', 'level'] : ['mid', 'rid', 'repairedRid', 'sequence']
  return [
    ...head(offer, kind, mid, types),
    ...mapped(extensions),
    'a=recvonly',
    ...codec(source === 'sound' ? 'music' : kind, 'up', 'arrivals'),
    ...simulcast,
  ]
}

/**
 * The first line of sound and the first of pictures are of one stream, and so on: browsers keep what is of one stream together, lips and voice. Of two
 * who talk that is what comes in there; and a screen and its sound come in at the next. All times are the server's: in a crowd, where a line of pictures
 * may be another person's than that of sound, nothing is held back that came at once.
 */
function downLine(offer: Offering, { kind, ssrc }: SlotLine, mid: number): string[] {
  const pair = offer.slots.slice(0, mid - UPWARDS.length).filter((slot) => slot.kind === kind).length
  return [
    ...head(offer, kind, mid, kind === 'audio' ? [OPUS] : [VP8]),
    // With mediasoup each packet names its line. Browsers believe that before its SSRC, and read it once any line may have it: so all have.
    ...mapped(['mid', kind === 'audio' ? 'level' : offer.told === 'remb' ? 'sent' : 'sequence']),
    'a=sendonly',
    `a=msid:pair${pair} slot${mid}`,
    ...codec(kind, 'down', offer.told),
    `a=ssrc:${ssrc} cname:hearth${pair}`,
    `a=ssrc:${ssrc} msid:pair${pair} slot${mid}`,
  ]
}

const head = ({ ice, fingerprint }: Offering, kind: Kind, mid: number, types: readonly number[]): string[] => [
  `m=${kind} 9 UDP/TLS/RTP/SAVPF ${types.join(' ')}`,
  'c=IN IP4 0.0.0.0',
  'a=rtcp:9 IN IP4 0.0.0.0',
  ...(mid === 0 ? ice.candidates.map((candidate) => `a=candidate:${candidate}`) : []),
  ...(mid === 0 ? ['a=end-of-candidates'] : []),
  `a=ice-ufrag:${ice.ufrag}`,
  `a=ice-pwd:${ice.pwd}`,
  `a=fingerprint:sha-256 ${fingerprint}`,
  'a=setup:actpass',
  `a=mid:${mid}`,
  'a=rtcp-mux',
  'a=rtcp-rsize',
]

const mapped = (names: readonly (keyof typeof EXT)[]): string[] => names.map((name) => `a=extmap:${EXT[name]} ${URI[name]}`)

function codec(kind: Kind | 'music', way: 'up' | 'down', told: Offering['told']): string[] {
  // What is heard of a film has two sides, and its quiet places are part of it: they are no pauses between words.
  if (kind === 'music') return [`a=rtpmap:${MUSIC} opus/48000/2`, `a=fmtp:${MUSIC} minptime=10;useinbandfec=1;stereo=1`]
  if (kind === 'audio') return [`a=rtpmap:${OPUS} opus/48000/2`, `a=fmtp:${OPUS} minptime=10;useinbandfec=1;usedtx=1`]
  const feedback = ['nack', 'nack pli', 'ccm fir', told === 'remb' ? 'goog-remb' : 'transport-cc'].map((one) => `a=rtcp-fb:${VP8} ${one}`)
  // Networks here are quick: browsers that know the word need not find that out slowly.
  const rtx =
    way === 'up' ? [`a=fmtp:${VP8} x-google-start-bitrate=${START_KILOBITS}`, `a=rtpmap:${RTX} rtx/90000`, `a=fmtp:${RTX} apt=${VP8}`] : []
  return [`a=rtpmap:${VP8} VP8/90000`, ...feedback, ...rtx]
}

const START_KILOBITS = 1800

const MOST_LINES = 6000
const MOST_MEDIA = 256
const MOST_SSRCS = 16
const fingerprintForm = /^sha-256 ((?:[0-9A-F]{2}:){31}[0-9A-F]{2})$/i

/** Reads an answer. Throws description_invalid for anything that does not answer an offer of ours. */
export function readAnswer(sdp: string): Answer {
  const lines = sdp.split(/\r?\n/)
  if (lines.length > MOST_LINES || lines[0] !== 'v=0') throw new ChatError('description_invalid')
  const starts = lines.flatMap((line, at) => (line.startsWith('m=') ? [at] : []))
  if (starts.length === 0 || starts.length > MOST_MEDIA) throw new ChatError('description_invalid')
  const session = lines.slice(0, starts[0])
  const media = starts.map((from, at) => lines.slice(from, starts[at + 1]))
  const first = media[0] ?? []
  const find = (name: string): string | undefined => valueOf(first, name) ?? valueOf(session, name)
  const [ufrag, pwd, setup] = [find('ice-ufrag'), find('ice-pwd'), find('setup')]
  const fingerprint = fingerprintForm.exec(find('fingerprint') ?? '')?.[1]?.toUpperCase()
  const isIce = ufrag !== undefined && /^[\w+/]{4,256}$/.test(ufrag) && pwd !== undefined && /^[\w+/]{22,256}$/.test(pwd)
  // Who answers begins the handshake (RFC 8842 §5.3).
  if (!isIce || fingerprint === undefined || setup !== 'active') throw new ChatError('description_invalid')
  return { ufrag, pwd, fingerprint, lines: media.map(lineOf) }
}

const valueOf = (lines: readonly string[], name: string): string | undefined =>
  lines.find((line) => line.startsWith(`a=${name}:`))?.slice(name.length + 3)

function lineOf(lines: readonly string[]): Answer['lines'][number] {
  const mid = valueOf(lines, 'mid') ?? ''
  const ssrcs = new Set(lines.flatMap((line) => /^a=ssrc:(\d{1,10}) /.exec(line)?.[1] ?? []).map(Number))
  if (!/^\d{1,3}$/.test(mid) || ssrcs.size > MOST_SSRCS || [...ssrcs].some((ssrc) => ssrc > 0xffff_ffff))
    throw new ChatError('description_invalid')
  return { mid, ssrcs: [...ssrcs] }
}

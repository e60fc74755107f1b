// What a connection says of itself (RTCPeerConnection.getStats), made readable: two looks, a second or more apart, give rates.

/** The fields of the standard that are used here; what a browser does not tell is absent. */
type Entry = {
  readonly id: string
  readonly type: string
  readonly timestamp: number
  readonly kind?: string
  readonly mid?: string
  readonly rid?: string
  readonly bytesSent?: number
  readonly bytesReceived?: number
  readonly packetsSent?: number
  readonly packetsReceived?: number
  readonly packetsLost?: number
  readonly fractionLost?: number
  readonly frameWidth?: number
  readonly frameHeight?: number
  readonly framesPerSecond?: number
  readonly framesEncoded?: number
  readonly framesDecoded?: number
  readonly jitter?: number
  readonly codecId?: string
  readonly mimeType?: string
  readonly remoteId?: string
  readonly localCandidateId?: string
  readonly remoteCandidateId?: string
  readonly selectedCandidatePairId?: string
  readonly currentRoundTripTime?: number
  readonly availableOutgoingBitrate?: number
  readonly protocol?: string
  readonly address?: string
  readonly port?: number
  readonly candidateType?: string
  readonly qualityLimitationReason?: string
  readonly active?: boolean
}
export type Look = { readonly at: number; readonly entries: ReadonlyMap<string, Entry> }

/** One stream of packets, sent or received. */
export type Flow = {
  readonly way: 'sent' | 'received'
  readonly kind: 'audio' | 'video'
  /** Which part of the session's description it belongs to; of a simulcast layer also its name. */
  readonly mid: string
  readonly layer: string | null
  readonly codec: string
  readonly kbps: number
  /** Of 1. */
  readonly lost: number
  readonly jitterMs: number
  readonly picture: { readonly width: number; readonly height: number; readonly fps: number } | null
  /** Why the browser sends less than it could: 'cpu', 'bandwidth'. */
  readonly held: string | null
}
export type Report = {
  readonly flows: readonly Flow[]
  readonly roundTripMs: number | null
  readonly mayKbps: number | null
  /** 'udp → 192.168.1.20:40012'. */
  readonly route: string | null
}

export type Quality = 'good' | 'poor'

export const lookAt = (stats: RTCStatsReport): Look => {
  const entries = new Map<string, Entry>()
  stats.forEach((entry: Entry) => entries.set(entry.id, entry))
  return { at: Math.max(0, ...[...entries.values()].map(({ timestamp }) => timestamp)), entries }
}

export function reportOf(now: Look, before: Look | undefined): Report {
  const pair = selectedPair(now)
  const there = pair?.remoteCandidateId === undefined ? undefined : now.entries.get(pair.remoteCandidateId)
  return {
    flows: [...now.entries.values()].flatMap((entry) => flow(entry, now, before) ?? []),
    roundTripMs: pair?.currentRoundTripTime === undefined ? null : Math.round(pair.currentRoundTripTime * 1000),
    mayKbps: pair?.availableOutgoingBitrate === undefined ? null : Math.round(pair.availableOutgoingBitrate / 1000),
    route: there ? `${there.protocol ?? 'udp'} → ${there.address ?? '?'}:${there.port ?? '?'}` : null,
  }
}

const POOR_LOSS = 0.08
const POOR_TRIP_MS = 500
const POOR_JITTER_MS = 90

/** Worth telling the person: words get lost, or come too late to answer. */
export function qualityOf({ flows, roundTripMs }: Report): Quality {
  const isLossy = flows.some(({ lost }) => lost > POOR_LOSS)
  const isUneven = flows.some(({ way, kind, jitterMs }) => way === 'received' && kind === 'audio' && jitterMs > POOR_JITTER_MS)
  return isLossy || isUneven || (roundTripMs ?? 0) > POOR_TRIP_MS ? 'poor' : 'good'
}

function flow(entry: Entry, now: Look, before: Look | undefined): Flow | undefined {
  const isSent = entry.type === 'outbound-rtp'
  if (!isSent && entry.type !== 'inbound-rtp') return undefined
  if (entry.kind !== 'audio' && entry.kind !== 'video') return undefined
  const old = before?.entries.get(entry.id)
  const seconds = old ? (entry.timestamp - old.timestamp) / 1000 : 0
  const bytes = (one: Entry): number => (isSent ? one.bytesSent : one.bytesReceived) ?? 0
  const kbps = old && seconds > 0 ? Math.max(0, Math.round(((bytes(entry) - bytes(old)) * 8) / seconds / 1000)) : 0
  return {
    way: isSent ? 'sent' : 'received',
    kind: entry.kind,
    mid: entry.mid ?? '',
    layer: entry.rid ?? null,
    codec: (entry.codecId === undefined ? undefined : now.entries.get(entry.codecId)?.mimeType)?.split('/')[1] ?? '',
    kbps,
    lost: isSent ? (remoteOf(entry, now)?.fractionLost ?? 0) : lostIn(entry, old),
    jitterMs: Math.round(((isSent ? remoteOf(entry, now)?.jitter : entry.jitter) ?? 0) * 1000),
    picture: pictureOf(entry),
    held: entry.qualityLimitationReason === undefined || entry.qualityLimitationReason === 'none' ? null : entry.qualityLimitationReason,
  }
}

const remoteOf = (entry: Entry, now: Look): Entry | undefined =>
  entry.remoteId === undefined ? undefined : now.entries.get(entry.remoteId)

/** Since the look before: what was lost an hour ago is no news. */
function lostIn(entry: Entry, old: Entry | undefined): number {
  const lost = (entry.packetsLost ?? 0) - (old?.packetsLost ?? 0)
  const came = (entry.packetsReceived ?? 0) - (old?.packetsReceived ?? 0)
  return lost <= 0 || lost + came <= 0 ? 0 : lost / (lost + came)
}

function pictureOf({ frameWidth, frameHeight, framesPerSecond }: Entry): Flow['picture'] {
  if (frameWidth === undefined || frameHeight === undefined) return null
  return { width: frameWidth, height: frameHeight, fps: Math.round(framesPerSecond ?? 0) }
}

function selectedPair(look: Look): Entry | undefined {
  const all = [...look.entries.values()]
  const chosen = all.find(({ type }) => type === 'transport')?.selectedCandidatePairId
  if (chosen !== undefined) return look.entries.get(chosen)
  // Firefox marks the pair itself.
  return all.find((entry) => entry.type === 'candidate-pair' && 'selected' in entry && entry.selected === true)
}

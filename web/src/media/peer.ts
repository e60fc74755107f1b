// The browser's peer connection, as client/src/calls.ts wants it: the server offers, this side answers.
// The first four lines of every description go up (voice, camera, screen, sound of the screen), all others come down.
import type { Link, Peer } from '@hearth/client/calls.ts'
import type { IceServer, Source, Watched } from '@hearth/protocol/call-shapes.ts'
import { type Looked, linesOf, tuned } from './layers.ts'
import { asStereo } from './stereo.ts'

export type WebPeer = Peer & {
  /** Sends this from now on; nothing is negotiated for it. */
  send(source: Source, track: MediaStreamTrack | null): void
  /** One's own pictures are looked at in other sizes now. */
  resize(): void
  /** What comes in at a line of the description. */
  incoming(mid: string): MediaStreamTrack | undefined
  stats(): Promise<RTCStatsReport>
  /** Bytes of any kind that came in so far. */
  received(): Promise<number>
}

const written = (all: readonly IceServer[]): RTCIceServer[] => all.map(({ urls, ...rest }) => ({ urls: [...urls], ...rest }))

/** In the order of their lines. */
const UPWARDS: readonly Source[] = ['mic', 'camera', 'screen', 'sound']
const PICTURES = ['camera', 'screen'] as const
const NEW_MS = 3000
const AGAIN_MS = 500

/** What is sent: a track of each source, and how large others look at it; null: not known. */
export type Own = { track(source: Source): MediaStreamTrack | null; watched(): Watched | null }

/** @param changed a track came in: whoever shows it should look again */
export function openPeer(iceServers: readonly IceServer[], linked: (link: Link) => void, own: Own, changed: () => void): WebPeer {
  const connection = new RTCPeerConnection({
    iceServers: written(iceServers),
    bundlePolicy: 'max-bundle',
  })
  connection.onconnectionstatechange = () => linked(linkOf(connection.connectionState))
  connection.ontrack = changed
  const line = (mid: string): RTCRtpTransceiver | undefined => connection.getTransceivers().find((one) => one.mid === mid)
  const upward = (source: Source): RTCRtpTransceiver | undefined => line(String(UPWARDS.indexOf(source)))

  async function put(source: Source, track: MediaStreamTrack | null): Promise<void> {
    const sender = upward(source)?.sender
    if (!sender || sender.track === track) return
    await sender.replaceTrack(track)
    if (!track) return
    newUntil.set(source, performance.now() + NEW_MS)
    setTimeout(() => void retune(source), NEW_MS + 1)
    await retune(source)
  }

  /** Until when nobody can have heard yet that there is something to look at: a small picture is on its way before they ask. */
  const newUntil = new Map<Source, number>()

  /** One after another: what was read before another change may not be set any more. */
  let tuning: Promise<void> = Promise.resolve()
  /** What the browser refused just now is tried once more: sizes that were switched off would stay so. */
  const again = new Map<Source, ReturnType<typeof setTimeout>>()
  function retune(source: Source, isAgain = false): Promise<void> {
    clearTimeout(again.get(source))
    tuning = tuning
      .then(async () => {
        const sender = upward(source)?.sender
        const isNew = performance.now() < (newUntil.get(source) ?? 0)
        if (sender) await tune(sender, source, lookedAt(sender.track, source, own.watched(), isNew))
      })
      // A browser that does not let itself be tuned sends as it thinks best.
      .catch(
        () =>
          void (
            isAgain ||
            again.set(
              source,
              setTimeout(() => void retune(source, true), AGAIN_MS),
            )
          ),
      )
    return tuning
  }

  return {
    async answer(sdp, fresh) {
      // Passwords of TURN end while one talks: for another way there are new ones.
      connection.setConfiguration({ ...connection.getConfiguration(), iceServers: written(fresh) })
      await connection.setRemoteDescription({ type: 'offer', sdp })
      for (const source of UPWARDS) {
        const transceiver = upward(source)
        if (transceiver) transceiver.direction = 'sendonly'
        await put(source, own.track(source))
      }
      const answer = await connection.createAnswer()
      // A browser that lets nobody change its words hears one side.
      await connection
        .setLocalDescription({ type: 'answer', sdp: asStereo(answer.sdp ?? '') })
        .catch(() => connection.setLocalDescription(answer))
      // Parameters may be set once it is known what is sent; nobody waits for that to come in.
      for (const source of UPWARDS) void retune(source)
      changed()
      return connection.localDescription?.sdp ?? ''
    },
    send: (source, track) => void put(source, track).catch(() => undefined),
    resize() {
      for (const source of PICTURES) void retune(source)
    },
    incoming: (mid) => line(mid)?.receiver.track,
    stats: () => connection.getStats(),
    async received() {
      let bytes = 0
      // Of one sender: it names the way it goes, and is quickly put together.
      const entries = (await upward('mic')?.sender.getStats()) ?? new Map<string, { type: string; bytesReceived?: number }>()
      entries.forEach((entry: { type: string; bytesReceived?: number }) => {
        if (entry.type === 'transport') bytes += entry.bytesReceived ?? 0
      })
      return bytes
    },
    close() {
      for (const timer of again.values()) clearTimeout(timer)
      connection.onconnectionstatechange = null
      connection.ontrack = null
      connection.close()
    },
  }
}

/** Rejects where the browser does not set it. One that knows of no sizes has nothing to be set. */
async function tune(sender: RTCRtpSender, source: Source, looked: Looked | undefined): Promise<void> {
  const parameters = sender.getParameters()
  const encodings: RTCRtpEncodingParameters[] | undefined = 'encodings' in parameters ? parameters.encodings : undefined
  if (encodings === undefined || encodings.length === 0) return
  parameters.encodings = tuned(encodings, source, looked)
  if (source === 'screen') parameters.degradationPreference = 'maintain-resolution'
  await sender.setParameters(parameters)
}

function lookedAt(track: MediaStreamTrack | null, source: Source, watched: Watched | null, isNew: boolean): Looked | undefined {
  if (watched === null || (source !== 'camera' && source !== 'screen')) return undefined
  return { shown: Math.max(watched[source], isNew ? 1 : 0), whole: linesOf(track) }
}

function linkOf(state: RTCPeerConnectionState): Link {
  switch (state) {
    case 'connected':
      return 'connected'
    case 'new':
    case 'connecting':
      return 'connecting'
    case 'disconnected':
    case 'failed':
    case 'closed':
      return 'broken'
  }
}

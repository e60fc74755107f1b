// Who is in the call, as the scene shows them: what the server says of them, and what comes in at the slots. Pure but for the streams.
import type { Mine } from '@hearth/client/calls.ts'
import type { Call, Participant, Source } from '@hearth/protocol/call-shapes.ts'
import type { ParticipantId } from '@hearth/protocol/ids.ts'
import type { Quality } from '../media/stats.ts'
import type { StudioState } from '../media/studio.ts'
import type { Somebody } from './view.ts'

type In = Extract<Mine, { is: 'in' }>

/** One stream for each track of each person: a video element shows the same one for as long as it means the same. */
export type Streams = {
  of(key: string, track: MediaStreamTrack | null | undefined): MediaStream | null
  /** Only of those who are in. */
  keep(people: ReadonlySet<ParticipantId>): void
}

export function createStreams(): Streams {
  const held = new Map<string, { readonly track: MediaStreamTrack; readonly stream: MediaStream }>()
  return {
    of(key, track) {
      if (!track) {
        held.delete(key)
        return null
      }
      const known = held.get(key)
      if (known?.track === track) return known.stream
      const stream = new MediaStream([track])
      held.set(key, { track, stream })
      return stream
    },
    keep(people) {
      for (const key of held.keys()) if (!key.startsWith('own ') && !people.has(key.split(' ')[0] as ParticipantId)) held.delete(key)
    },
  }
}

export type Given = {
  readonly call: Call
  readonly mine: In
  readonly studio: StudioState
  readonly streams: Streams
  readonly incoming: (mid: string) => MediaStreamTrack | undefined
  readonly spokeAt: ReadonlyMap<ParticipantId, number>
  readonly reactions: ReadonlyMap<ParticipantId, { readonly emoji: string; readonly id: number }>
  readonly quality: Quality
  /** Who was connected once: they are not coming, but lost. */
  readonly met: ReadonlySet<ParticipantId>
}

export function peopleOf(given: Given): readonly Somebody[] {
  const { call, mine, streams } = given
  streams.keep(new Set(call.participants.map(({ id }) => id)))
  return call.participants.map((one) => (one.id === mine.you ? myself(one, given) : another(one, given)))
}

function another(one: Participant, given: Given): Somebody {
  const { mine, streams } = given
  return {
    ...facts(one, given),
    isMe: false,
    isMuted: one.muted || !one.speaks,
    isDeaf: one.deafened,
    hasCamera: one.camera,
    camera: one.camera ? streams.of(`${one.id} camera`, trackOf(given, one.id, 'camera')) : null,
    hasScreen: one.sharing,
    screen: one.sharing ? streams.of(`${one.id} screen`, trackOf(given, one.id, 'screen')) : null,
    speaks: mine.speaking.includes(one.id) && !one.muted,
    state: one.connected ? (mine.struggling.includes(one.id) ? 'poor' : 'here') : given.met.has(one.id) ? 'away' : 'coming',
  }
}

/** Of oneself this device knows more, and sooner, than the server. */
function myself(one: Participant, given: Given): Somebody {
  const { mine, studio, streams, quality } = given
  return {
    ...facts(one, given),
    isMe: true,
    isMuted: mine.own.muted || !one.speaks,
    isDeaf: mine.own.deafened,
    hasCamera: studio.camera !== null,
    camera: streams.of('own camera', studio.camera),
    hasScreen: studio.screen !== null,
    screen: streams.of('own screen', studio.screen?.video),
    speaks: studio.speaks && !mine.own.muted,
    state: mine.link === 'broken' ? 'away' : quality === 'poor' ? 'poor' : 'here',
  }
}

const facts = (one: Participant, { spokeAt, reactions }: Given) => ({
  key: one.id,
  user: one.user,
  isListener: !one.speaks,
  handAt: one.hand,
  spokeAt: spokeAt.get(one.id) ?? 0,
  reaction: reactions.get(one.id) ?? null,
})

function trackOf({ mine, incoming }: Given, participant: ParticipantId, source: Source): MediaStreamTrack | undefined {
  const slot = mine.slots.find(({ from }) => from?.participant === participant && from.source === source)
  return slot && incoming(slot.mid)
}

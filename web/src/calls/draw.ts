// From what is known to what is shown. Pure but for the streams handed in.
import type { Mine } from '@hearth/client/calls.ts'
import type { State } from '@hearth/client/state.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { threadOfCall } from '@hearth/protocol/make-id.ts'
import { linesOf } from '../media/layers.ts'
import { qualityOf, type Report } from '../media/stats.ts'
import type { StudioState } from '../media/studio.ts'
import type { Memory } from './memory.ts'
import { peopleOf, type Streams } from './people.ts'
import type { AtServer, CallView } from './view.ts'

export type Known = {
  readonly room: RoomId
  readonly state: State
  readonly mine: Mine
  readonly studio: StudioState
  readonly streams: Streams
  readonly incoming: (mid: string) => MediaStreamTrack | undefined
  readonly memory: Memory
  readonly report: Report | null
  readonly atServer: AtServer | null
  /** When it was connected first, by this device's clock. */
  readonly since: number | null
  /** Nothing has got through for long. */
  readonly isStuck: boolean
  /** The browser keeps the page silent until it is touched. */
  readonly isBlocked: boolean
}

export function drawView(known: Known): CallView {
  const { room, state, mine, studio, report, since, isStuck, isBlocked } = known
  const call = state.calls.get(room)
  const here = state.rooms.get(room)
  const leads = here?.role === 'admin' || here?.role === 'owner'
  const self = mine.is === 'in' ? call?.participants.find(({ id }) => id === mine.you) : undefined
  const mayVoice = self?.speaks ?? (here?.kind !== 'channel' || leads)
  const quality = report === null ? 'good' : qualityOf(report)
  return {
    room,
    thread: call === undefined || here?.voice ? null : threadOfCall(call.id),
    phase: mine.is === 'in' && mine.link === 'connected' ? 'in' : since !== null ? 'reconnecting' : 'joining',
    since,
    people: mine.is === 'in' && call ? peopleOf({ ...known, ...known.memory, call, mine, quality }) : [],
    isHeard: studio.isHeard && (studio.microphone !== null || studio.opening.has('microphone')),
    isSeen: studio.camera !== null,
    isShared: studio.screen !== null,
    isDeaf: mine.is !== 'out' && mine.own.deafened,
    hasHand: self ? self.hand !== null : false,
    mayVoice,
    // Of two who talk whoever leaves ends it.
    mayEnd: here?.voice !== true && here?.kind !== 'direct' && (leads || (call !== undefined && call.by === state.me?.id)),
    hasAudience: here?.kind === 'channel',
    mayLead: leads && here?.kind !== 'direct',
    opening: studio.opening,
    troubles: Object.values(studio.troubles),
    isUnheard: mayVoice && studio.isUnheard,
    isBlocked,
    network: isStuck ? 'blocked' : quality,
    report,
    atServer: known.atServer,
    isCalling: (call?.ringing.length ?? 0) > 0 && (call?.participants.length ?? 0) <= 1,
    isWaiting: here?.kind === 'direct' && mine.is === 'in' && call?.participants.length === 1 && call.ringing.length === 0,
  }
}

export type OwnTracks = Readonly<Record<'mic' | 'camera' | 'screen' | 'sound', MediaStreamTrack | null>>

export const ownTracks = ({ microphone, camera, screen }: StudioState): OwnTracks => ({
  mic: microphone,
  camera,
  screen: screen?.video ?? null,
  sound: screen?.audio ?? null,
})

/** What is true of oneself by what the devices give. */
export function ownFacts({ isHeard, microphone, camera, screen }: StudioState) {
  const cameraLines = linesOf(camera)
  return {
    ...{ muted: !isHeard || microphone === null, camera: camera !== null, sharing: screen !== null },
    ...(cameraLines === undefined ? {} : { cameraLines }),
  }
}

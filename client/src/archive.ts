// What outlives a run besides the sign-in: rooms, people and what was said, so that one reads without a server and comes back with only
// what was missed. A platform that has room for it brings one.
import type { EventWith, LoggedEvent } from '@hearth/protocol/events.ts'
import type { RoomId, Seq, UserId } from '@hearth/protocol/ids.ts'
import { standardSettings } from '@hearth/protocol/own-standard.ts'
import type { Member, Room, User } from '@hearth/protocol/shapes.ts'
import type { Own } from './own.ts'
import type { Stars } from './stars.ts'
import { isEntry, type State } from './state.ts'
import type { ThreadPlaces } from './thread-places.ts'
import type { Timeline } from './timeline.ts'

/** What was known of one moment. A timeline is given only where it reaches to its room's seq. */
export type World = {
  readonly me: User
  readonly hello: EventWith<'server.hello'>
  readonly contacts: readonly UserId[]
  readonly rooms: readonly Room[]
  readonly people: readonly User[]
  readonly timelines: readonly (readonly [RoomId, Timeline])[]
  /** Whole lists, and only of rooms whose timeline is given. */
  readonly members: readonly (readonly [RoomId, readonly Member[]])[]
  /** What one keeps for oneself: without it blocked people would speak again, and quiet rooms call. */
  readonly own?: Own | undefined
  readonly stars?: Stars | undefined
  readonly threads?: ThreadPlaces | undefined
}
/** Messages without a hole between them. */
export type Stretch = Pick<Timeline, 'messages' | 'hasOlder' | 'hasNewer'>
export type Archive = {
  /** Of this person alone; what belongs to somebody else is gone. */
  load(user: UserId): Promise<World | undefined>
  /** After each change. Signing out (`me` becomes null) takes everything away. */
  changed(now: State, before: State): void
  heard(event: LoggedEvent): void
  /** As `room.history` would answer; undefined where nothing is known. */
  page(
    room: RoomId,
    query: { readonly before?: Seq; readonly after?: Seq; readonly around?: Seq },
    limit: number,
  ): Stretch | undefined | Promise<Stretch | undefined>
}

/** The last run's world under what has come since; nothing where somebody is known already. */
export function remembered(state: State, world: World | undefined): State {
  if (!world || state.me !== null) return state
  const { me, hello, contacts, rooms, people, timelines, members } = world
  // The server may have greeted meanwhile, and be another one since a backup was put back: then what is held may never have happened.
  const isSame = state.hello === null || state.hello.epoch === hello.epoch
  return {
    ...state,
    ...{ me, hello: state.hello ?? hello, contacts: new Set(contacts) },
    rooms: new Map(rooms.map((room) => [room.id, room])),
    people: new Map([...(isSame ? people : []), me].map((user) => [user.id, user])),
    timelines: new Map(isSame ? timelines : []),
    members: new Map(isSame ? members : []),
    // Kept by a build that may not have known some of the settings.
    own: world.own === undefined ? state.own : { ...world.own, settings: { ...standardSettings, ...world.own.settings } },
    ...(isSame && { stars: world.stars ?? state.stars, threads: world.threads ?? state.threads }),
  }
}

export const toArchive = (archive: Archive | undefined, event: Parameters<typeof isEntry>[0]): void => {
  if (archive && isEntry(event)) archive.heard(event)
}

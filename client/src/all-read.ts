// Marking all as read at once, and how that is taken back.
import type { Room } from '@hearth/protocol/shapes.ts'
import { EVERYTHING, type Marking, marksOn } from './marks.ts'
import { threadsShown } from './shown.ts'
import type { State } from './state.ts'

/** All that is new in these rooms and in one's threads, marked as read, with what waits of before; and what takes that back. */
export function allRead(
  { rooms: known, threads, marks }: Pick<State, 'rooms' | 'threads' | 'marks'>,
  rooms: readonly Room[],
): Record<'read' | 'back', Extract<Marking, { readonly do: 'read' }>> {
  const places = [...threadsShown({ threads, marks }).values()].filter(({ unread }) => unread > 0)
  const [before] = marksOn(marks, EVERYTHING)
  const waiting = before?.do === 'read' && !before.back ? before : { rooms: [], threads: [] }
  const [newRooms, newThreads] = [new Set(rooms.map(({ id }) => id)), new Set(places.map(({ id }) => id))]
  return {
    read: {
      do: 'read',
      rooms: [
        ...waiting.rooms.filter(({ room }) => !newRooms.has(room)),
        ...rooms.map(({ id: room, seq }) => ({ room, seq, unread: 0, mentions: 0 })),
      ],
      threads: [
        ...waiting.threads.filter(({ id }) => !newThreads.has(id)),
        ...places.map((place) => ({ ...place, seq: known.get(place.room)?.seq ?? place.seq, unread: 0 })),
      ],
    },
    back: {
      do: 'read',
      rooms: rooms.map(({ id: room, readSeq: seq, unread, mentions }) => ({ room, seq, unread, mentions })),
      threads: places,
      back: true,
    },
  }
}

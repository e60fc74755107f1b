// Where something can be half written: in a room, or in a thread of one; and what the words in a room are to answer.
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Room } from '@hearth/protocol/shapes.ts'

/**
 * A room's id; of a thread its room's, a stroke, and that of the message it began with: `ROOM/MESSAGE`; of what a room's words answer `ROOM/`.
 * Words to somebody with whom one has no private chat yet stand on this device alone: `/PERSON`.
 */
export type DraftPlace = RoomId | `${string}/${string}`

export const inThread = (room: RoomId, root: MessageId): DraftPlace => `${room}/${root}`

/** Here stands no text, but the id of the message that the draft of the room answers. */
export const answering = (room: RoomId): DraftPlace => `${room}/`

export const toPerson = (user: UserId): DraftPlace => `/${user}`

/** Whom one writes to there; undefined: it is of a room. */
export const personOf = (place: DraftPlace): UserId | undefined => (place.startsWith('/') ? (place.slice(1) as UserId) : undefined)

/** Where the two write to each other. */
export function directWith({ rooms }: { readonly rooms: ReadonlyMap<RoomId, Room> }, user: UserId): RoomId | undefined {
  for (const room of rooms.values()) if (room.kind === 'direct' && room.peer === user) return room.id
  return undefined
}

/** Words behind those that stand there already. */
export const behind = (before: string | undefined, text: string): string =>
  [before ?? '', text].filter((part) => part.trim() !== '').join('\n')

export type Parts =
  | { readonly room: RoomId; readonly is: 'words' | 'answer' }
  | { readonly room: RoomId; readonly is: 'thread'; readonly thread: MessageId }

/** Only ids stand in a place, and no id holds a stroke. */
export function partsOf(place: DraftPlace): Parts {
  const [room, thread] = place.split('/')
  if (thread === undefined) return { room: room as RoomId, is: 'words' }
  return thread === '' ? { room: room as RoomId, is: 'answer' } : { room: room as RoomId, is: 'thread', thread: thread as MessageId }
}

export const roomOf = (place: DraftPlace): RoomId => partsOf(place).room

/** What the draft of a room answers. Only ids stand there. */
export const answerIn = (drafts: ReadonlyMap<DraftPlace, string>, room: RoomId): MessageId | null =>
  (drafts.get(answering(room)) as MessageId | undefined) ?? null

/** Of which places an event tells what is half written there. */
export function placesIn(event: ChatEvent): readonly DraftPlace[] {
  if (event.room === undefined) return []
  if (event.event === 'draft.kept') return [event.room, answering(event.room)]
  return event.event === 'thread.drafted' ? [inThread(event.room, event.with.id)] : []
}

/** Is anything half written in the room, or in one of its threads? */
export const hasDraft = (drafts: ReadonlyMap<DraftPlace, string>, room: RoomId): boolean =>
  [...drafts].some(([place, text]) => text.trim() !== '' && roomOf(place) === room && partsOf(place).is !== 'answer')

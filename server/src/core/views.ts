// Rows → what travels.
import type { MessageId } from '@hearth/protocol/ids.ts'
import type { Poll, Replies } from '@hearth/protocol/mark-shapes.ts'
import type { RoomRules } from '@hearth/protocol/rule-shapes.ts'
import type { FileCard, Message, Reaction, Room, RoomFacts, Staff, User } from '@hearth/protocol/shapes.ts'
import type { Seat } from '#store/members.ts'
import type { MessageRow } from '#store/messages.ts'
import type { KeptRules, RoomRow } from '#store/rooms.ts'
import type { Extra } from '#store/say.ts'
import type { UserRow } from '#store/users.ts'
import { may, roleOf } from './permissions.ts'

export const userView = (row: UserRow): User => ({
  id: row.id,
  name: row.name,
  displayName: row.displayName,
  colour: row.colour,
  status: row.status,
  admin: row.admin,
  guest: row.guest,
  ...staffOf(row),
  deleted: row.deletedAt !== null,
  ...(row.picture === null ? {} : { picture: row.picture }),
})

const staffOf = (row: UserRow): { readonly role?: Staff } => {
  const role = roleOf(row)
  return role === 'member' || role === 'guest' ? {} : { role }
}

/** The words themselves are for its admins. */
export const rulesView = ({ words, ...rules }: KeptRules): RoomRules => ({
  ...rules,
  ...(words === undefined ? {} : { filtered: true as const }),
})

export const factsView = (row: RoomRow): RoomFacts => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  topic: row.topic,
  public: row.public,
  members: row.members,
  ...(row.picture === null ? {} : { picture: row.picture }),
  ...(row.voice ? { voice: true as const } : {}),
  ...(row.rules === null ? {} : { rules: rulesView(row.rules) }),
})

/** A room as the person of this seat sees it. */
export function roomView({ room, member, unread, mentions, peer }: Seat): Room {
  return {
    ...factsView(room),
    name: peer === null ? room.name : peer.displayName,
    role: member.role,
    ...(peer === null ? {} : { peer: peer.id }),
    ...(room.code !== null && may(room.kind, member.role, 'seeCode') ? { code: room.code } : {}),
    seq: room.seq,
    readSeq: member.readSeq,
    unread,
    mentions,
  }
}

/** A public room, seen from outside. */
export const outsideView = (row: RoomRow): Room => ({ ...factsView(row), role: null, seq: row.seq, readSeq: 0, unread: 0, mentions: 0 })

/** What hangs on a message. `cards`: of all that have files. */
export type Hung = {
  readonly reactions: readonly Reaction[]
  readonly cards: ReadonlyMap<MessageId, FileCard[]>
  readonly isPinned: boolean
  /** Where a thread began with it. */
  readonly replies: Replies | undefined
  /** Where it is one. */
  readonly poll: Poll | undefined
}

type Seen = 'forwarded' | 'thread' | 'also' | 'poll' | 'preview'

/** What of it may be told in the room. */
export const extraView = ({ forwarded, thread, also, poll, preview }: Extra): Pick<Message, Seen> => ({
  ...(forwarded === undefined ? {} : { forwarded: { author: forwarded.author, at: forwarded.at } }),
  ...(thread === undefined ? {} : { thread }),
  ...(also ? { also } : {}),
  ...(preview === undefined ? {} : { preview }),
  // As it begins; how it stands is said by what follows, or put over it.
  ...(poll === undefined ? {} : { poll: { ...poll, counts: poll.options.map(() => 0), voters: 0 } }),
})

export const messageView = (row: MessageRow, { reactions, cards, isPinned, replies, poll }: Hung): Message => ({
  id: row.id,
  seq: row.seq,
  author: row.author,
  text: row.text,
  clientId: row.clientId,
  replyTo: row.replyTo,
  at: row.at,
  mentions: [...row.mentions],
  ...(row.editedAt === null ? {} : { editedAt: row.editedAt }),
  ...(row.deletedAt === null ? {} : { deletedAt: row.deletedAt }),
  ...(row.files === undefined ? {} : { files: cards.get(row.id) ?? [] }),
  reactions: [...reactions],
  ...(isPinned ? { pinned: true as const } : {}),
  ...(row.extra === undefined ? {} : extraView(row.extra)),
  ...(row.extra?.deletedBy === undefined ? {} : { deletedBy: row.extra.deletedBy }),
  ...(replies === undefined ? {} : { replies }),
  ...(poll === undefined ? {} : { poll }),
})

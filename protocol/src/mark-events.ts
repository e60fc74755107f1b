// What happens to messages besides their being said, changed and deleted.
import { Type } from 'typebox'
import type { EventRow } from './events.ts'
import { At, MessageId, UserId } from './ids.ts'

export const markEvents = {
  'message.pinned': {
    says: 'Somebody pinned a message for everybody in the room.',
    lasts: 'logged',
    with: Type.Object({ id: MessageId, by: UserId, at: At }),
  },
  'message.unpinned': {
    says: 'Somebody took a pin off.',
    lasts: 'logged',
    with: Type.Object({ id: MessageId, by: UserId, at: At }),
  },
  'message.starred': {
    says: 'One of your own devices saved a message.',
    lasts: 'personal',
    with: Type.Object({ id: MessageId, at: At }),
  },
  'message.unstarred': {
    says: 'One of your own devices saved it no more.',
    lasts: 'personal',
    with: Type.Object({ id: MessageId }),
  },
  'poll.voted': {
    says: 'Somebody chose, or took it back: how the poll `id` stands now.',
    lasts: 'logged',
    with: Type.Object({ id: MessageId, counts: Type.Array(Type.Integer({ minimum: 0 })), voters: Type.Integer({ minimum: 0 }) }),
  },
  'poll.closed': {
    says: 'A poll was ended.',
    lasts: 'logged',
    with: Type.Object({ id: MessageId, by: UserId, at: At }),
  },
  'poll.chosen': {
    says: 'One of your own devices chose in a poll; none: it took it back.',
    lasts: 'personal',
    with: Type.Object({ id: MessageId, options: Type.Array(Type.Integer({ minimum: 0 })) }),
  },
} as const satisfies Record<string, EventRow>

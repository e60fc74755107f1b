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
} as const satisfies Record<string, EventRow>

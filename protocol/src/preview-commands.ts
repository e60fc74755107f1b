// Taking a preview off, and hearing of one.
import { Type } from 'typebox'
import { type CommandRow, nothing, takes } from './command-row.ts'
import type { EventRow } from './events.ts'
import { MessageId, RoomId } from './ids.ts'
import { Preview } from './preview-shapes.ts'

export const previewCommands = {
  'message.unpreview': {
    says: 'Take the preview of a link off one’s own message, or anybody’s as admin; none is made again.',
    by: 'signed-in',
    takes: takes({ room: RoomId, id: MessageId }),
    gives: nothing,
    fails: ['room_unknown', 'not_a_member', 'message_unknown', 'not_allowed'],
  },
} as const satisfies Record<string, CommandRow>

export const previewEvents = {
  'message.previewed': {
    says: 'The server has looked at the link of a message, where it does so at all; null: there is no preview of it any more.',
    lasts: 'logged',
    with: Type.Object({ id: MessageId, preview: Type.Union([Preview, Type.Null()]) }),
  },
} as const satisfies Record<string, EventRow>

// Threads one takes part in, and how far one has read them: on all one's devices.
import { type Static, Type } from 'typebox'
import { PastCall } from './call-shapes.ts'
import { type CommandRow, nothing, takes, Words } from './command-row.ts'
import type { EventRow } from './events.ts'
import { MessageId, RoomId, Seq } from './ids.ts'
import { Message } from './shapes.ts'
import { THREADS_PAGE } from './thread-bounds.ts'

const message = { room: RoomId, id: MessageId }
const ofMessage = ['room_unknown', 'not_a_member', 'message_unknown'] as const
const Unread = Type.Integer({ minimum: 0, description: 'replies after `seq`' })

/** Clients of before calls had threads expect a message at the head of each. */
export const Calls = Type.Optional(Type.Literal(true, { description: 'threads that began with a call, too' }))

/** A thread one takes part in: `id` is that of the message or call it began with, `seq` the last reply one has read. */
export const ThreadPlace = Type.Object({ room: RoomId, id: MessageId, seq: Seq, unread: Unread })
export type ThreadPlace = Static<typeof ThreadPlace>

export const threadCommands = {
  'thread.read': {
    says: 'I have read this thread up to there. Kept for threads one takes part in: who began it, replied, or was called in it does, who said so, in a private chat both, and beside a call everybody who is or was in it. Goes back with `back` alone, and then one takes part.',
    by: 'signed-in',
    takes: takes({ ...message, seq: Seq, back: Type.Optional(Type.Literal(true)) }),
    gives: Type.Object({ seq: Seq, unread: Unread }),
    fails: ofMessage,
  },
  'thread.follow': {
    says: 'Take part in a thread without a word, or not any more, until one replies or is called in it.',
    by: 'signed-in',
    takes: takes({ ...message, on: Type.Boolean() }),
    gives: nothing,
    fails: ofMessage,
  },
  'thread.list': {
    says: 'Threads one takes part in, the last replied to first; the next page comes behind `after`. Each with the message (`root`) or the call it began with; without `calls` those of calls are left out. What is deleted is in it, as tombstone. `unread`: only those with something new.',
    by: 'signed-in',
    takes: takes({
      after: Type.Optional(MessageId),
      unread: Type.Optional(Type.Literal(true)),
      calls: Calls,
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: THREADS_PAGE })),
    }),
    gives: Type.Object({
      threads: Type.Array(
        Type.Object({ room: RoomId, root: Type.Optional(Message), call: Type.Optional(PastCall), seq: Seq, unread: Unread }),
      ),
      more: Type.Boolean(),
    }),
    fails: ['message_unknown'],
  },
  'thread.draft': {
    says: 'Keep what one has half written in a thread, for one’s other devices. Empty: nothing.',
    by: 'signed-in',
    takes: takes({ ...message, text: Words }),
    gives: nothing,
    fails: [...ofMessage, 'too_many_drafts'],
  },
} as const satisfies Record<string, CommandRow>

export type ThreadCommandName = keyof typeof threadCommands

export const threadEvents = {
  'thread.placed': {
    says: 'You take part in this thread and have read it so far, or (`on` is false) not any more. Told where it is not plain from what is said: your own replies put you there, others’ count as unread.',
    lasts: 'personal',
    with: Type.Object({ id: MessageId, seq: Seq, unread: Unread, on: Type.Boolean() }),
  },
  'thread.drafted': {
    says: 'One of your own devices has half written this in the thread that began with `id`; empty: nothing any more.',
    lasts: 'personal',
    with: Type.Object({ id: MessageId, text: Type.String() }),
  },
} as const satisfies Record<string, EventRow>

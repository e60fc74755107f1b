// Examples of who waits to be let in, of threads one takes part in, and of previews.
import type { PastCall } from './call-shapes.ts'
import type { CommandExample, EventExample } from './examples.ts'
import type { CallId, FileId, Id, MessageId, RoomId, UserId } from './ids.ts'
import type { PendingCommandName } from './pending-commands.ts'
import type { previewCommands, previewEvents } from './preview-commands.ts'
import type { Message, User } from './shapes.ts'
import type { ThreadCommandName, threadEvents } from './thread-commands.ts'

const id = <T extends Id<string>>(tail: string): T => `01kb${tail.padStart(22, '0')}` as T
const at = 1_764_000_000_000
const room = id<RoomId>('w0rksh0p')
const message = id<MessageId>('m0rn1ng')
const eve: User = {
  ...{ id: id<UserId>('eve'), name: 'eve', displayName: 'Eve', colour: 2, status: '' },
  ...{ admin: false, guest: false, deleted: false },
}
const root: Message = {
  ...{ id: message, seq: 12, author: id<UserId>('ada'), text: 'Who brings the cake?', clientId: 'ada-51c0aa', replyTo: null, at },
  ...{ mentions: [], reactions: [], replies: { count: 2, lastSeq: 15, lastAt: at, users: [id<UserId>('b0')] } },
}
const call: PastCall = {
  ...{ id: id<CallId>('ca11'), seq: 16, by: eve.id, at, video: false, ended: null },
  replies: { count: 1, lastSeq: 17, lastAt: at, users: [eve.id] },
}
const ofSomebody = { takes: { user: eve.id }, gives: {}, refuses: [{}, { user: 'eve' }] }

type Together = PendingCommandName | ThreadCommandName | keyof typeof previewCommands

export const togetherExamples: { readonly [N in Together]: CommandExample<N> } = {
  'pending.list': {
    takes: {},
    gives: { people: [{ user: eve, at, by: 'Ada', room: 'Workshop' }], waiting: 1 },
    refuses: [{ room }],
  },
  'pending.approve': ofSomebody,
  'pending.refuse': ofSomebody,
  'pending.clear': { takes: { users: [eve.id] }, gives: { refused: 1 }, refuses: [{}, { users: [] }, { users: [eve.id, eve.id] }] },
  'message.unpreview': { takes: { room, id: message }, gives: {}, refuses: [{ room }, { id: message }] },
  'thread.read': {
    takes: { room, id: message, seq: 15 },
    gives: { seq: 15, unread: 0 },
    refuses: [
      { room, id: message },
      { room, seq: 15 },
      { room, id: message, seq: -1 },
    ],
  },
  'thread.follow': { takes: { room, id: message, on: true }, gives: {}, refuses: [{ room, id: message }] },
  'thread.draft': {
    takes: { room, id: message, text: 'I was about to say' },
    gives: {},
    refuses: [
      { room, id: message },
      { room, text: 'x' },
    ],
  },
  'thread.list': {
    takes: { limit: 10, calls: true },
    gives: {
      threads: [
        { room, call, seq: 16, unread: 1 },
        { room, root, seq: 14, unread: 1 },
      ],
      more: false,
    },
    refuses: [{ limit: 0 }, { limit: 31 }, { after: 7 }, { calls: false }],
  },
}

export const togetherEventExamples: { readonly [N in keyof typeof threadEvents | keyof typeof previewEvents]: EventExample<N> } = {
  'message.previewed': {
    with: {
      id: message,
      preview: { url: 'https://example.org/cake', title: 'A cake', image: { file: id<FileId>('f1ame'), width: 640, height: 480 } },
    },
    refuses: [{ id: message }, { id: message, preview: { title: 'A cake' } }],
  },
  'thread.drafted': { with: { id: message, text: 'I was about to say' }, refuses: [{ id: message }, { text: 'x' }] },
  'thread.placed': { with: { id: message, seq: 14, unread: 1, on: true }, refuses: [{ id: message }, { id: message, seq: 14, unread: 1 }] },
}

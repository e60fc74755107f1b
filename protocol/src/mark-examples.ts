// One example of every command and event of what one does with messages, and what must be refused.
import type { CommandExample, EventExample } from './examples.ts'
import type { Id, MessageId, RoomId, UserId } from './ids.ts'
import type { markCommands } from './mark-commands.ts'
import type { markEvents } from './mark-events.ts'
import type { Pin } from './mark-shapes.ts'
import type { pollCommands } from './poll-commands.ts'
import type { Message } from './shapes.ts'

const id = <T extends Id<string>>(tail: string): T => `01kb${tail.padStart(22, '0')}` as T
const at = 1_764_000_000_000
const room = id<RoomId>('w0rksh0p')
const elsewhere = id<RoomId>('e15ewhere')
const message = id<MessageId>('m0rn1ng')
const [ada, bo] = [id<UserId>('ada'), id<UserId>('b0')]
const pin: Pin = { id: message, seq: 16, by: bo, at }
const pinned: Message = {
  id: message,
  seq: 12,
  author: ada,
  text: 'The key hangs behind the door.',
  clientId: 'ada-51c0aa',
  replyTo: null,
  at,
  mentions: [],
  reactions: [],
  pinned: true,
}
const { pinned: _pinned, ...plain } = pinned
const answer: Message = { ...plain, id: id('rep1y'), seq: 18, author: bo, text: 'Found it.', clientId: 'b0-1', thread: message }
const ofMessage = { takes: { room, id: message }, gives: {}, refuses: [{ room }, { id: message }, { room, id: '12' }] }

const asked = { room, question: 'When do we meet?', options: ['Monday', 'Tuesday'], clientId: 'ada-51c0ac' }

export const markCommandExamples: { readonly [N in keyof typeof markCommands | keyof typeof pollCommands]: CommandExample<N> } = {
  'poll.create': {
    takes: { ...asked, several: true, closesAt: at + 86_400_000 },
    gives: { id: id('p011'), seq: 19, at },
    refuses: [
      { ...asked, options: ['Monday'] },
      { ...asked, options: ['Monday', 'Monday'] },
      { ...asked, options: ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11'] },
      { ...asked, question: '' },
      { ...asked, several: false },
    ],
  },
  'poll.vote': {
    takes: { room, id: message, options: [1] },
    gives: {},
    refuses: [
      { room, id: message },
      { room, id: message, options: [1, 1] },
      { room, id: message, options: [-1] },
      { room, id: message, options: [10] },
    ],
  },
  'poll.close': ofMessage,
  'poll.voters': { ...ofMessage, gives: { options: [[bo], []] } },
  'message.pin': ofMessage,
  'message.unpin': ofMessage,
  'message.star': ofMessage,
  'message.unstar': ofMessage,
  'message.starred': {
    takes: { limit: 20 },
    gives: { starred: [{ room, message: pinned, at }], more: false },
    refuses: [{ limit: 0 }, { limit: 51 }, { after: 12 }, { room }],
  },
  'message.versions': {
    ...ofMessage,
    gives: {
      versions: [
        { text: 'The key hangs by the door.', at },
        { text: 'The key hangs behind the door.', at: at + 60_000 },
      ],
    },
  },
  'message.forward': {
    takes: { room, from: elsewhere, id: message, clientId: 'ada-51c0ab' },
    gives: { id: id('f0rward'), seq: 17, at },
    refuses: [
      { room, id: message, clientId: 'x' },
      { room, from: elsewhere, id: message },
      { room, from: elsewhere, id: message, clientId: 'x', text: 'with words' },
    ],
  },
  'message.origin': { ...ofMessage, gives: { room: elsewhere, id: message, seq: 12 } },
  'room.thread': {
    takes: { room, id: message, limit: 20, calls: true },
    gives: { root: { ...pinned, replies: { count: 1, lastSeq: 18, lastAt: at, users: [bo] } }, replies: [answer], more: false },
    refuses: [{ room }, { room, id: message, limit: 51 }, { room, id: message, before: -1 }, { room, id: message, calls: false }],
  },
  'message.seen': { ...ofMessage, gives: { users: [bo] } },
  'account.reading': { takes: { shown: false }, gives: { shown: false }, refuses: [{ shown: 'no' }, { room }] },
  'room.pins': { takes: { room }, gives: { pins: [{ pin, message: pinned }] }, refuses: [{}, { room, id: message }] },
}

export const markEventExamples: { readonly [N in keyof typeof markEvents]: EventExample<N> } = {
  'message.pinned': {
    with: { id: message, by: bo, at },
    refuses: [
      { id: message, at },
      { by: bo, at },
    ],
  },
  'poll.voted': { with: { id: message, counts: [1, 0], voters: 1 }, refuses: [{ id: message, counts: [-1], voters: 1 }, { id: message }] },
  'poll.closed': { with: { id: message, by: ada, at }, refuses: [{ id: message, at }] },
  'poll.chosen': { with: { id: message, options: [0] }, refuses: [{ id: message }] },
  'message.starred': { with: { id: message, at }, refuses: [{ at }] },
  'message.unstarred': { with: { id: message }, refuses: [{}] },
  'message.unpinned': { with: { id: message, by: bo, at }, refuses: [{ id: message, at }] },
}

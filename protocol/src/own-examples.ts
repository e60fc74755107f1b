// Examples of what somebody keeps for themselves.

import type { CommandExample, EventExample } from './examples.ts'
import type { Id, LaterId, MessageId, RoomId, UserId } from './ids.ts'
import type { laterCommands } from './later-commands.ts'
import type { Later } from './later-shapes.ts'
import type { ownCommands } from './own-commands.ts'
import type { ownEvents } from './own-events.ts'
import type { OwnSettings } from './own-shapes.ts'
import { standardSettings } from './own-standard.ts'

const id = <T extends Id<string>>(tail: string): T => `01kb${tail.padStart(22, '0')}` as T
const bo = id<UserId>('b0')
const room = id<RoomId>('w0rksh0p')
const at = 1_764_000_000_000

export const settings: OwnSettings = {
  ...standardSettings,
  lastSeen: 'contacts',
  words: ['laser', 'plywood'],
  quiet: { until: null, hours: { from: '22:00', to: '07:00' } },
}
const due = at + 3_600_000
const later: Later = {
  id: id<LaterId>('1ater'),
  kind: 'send',
  room,
  text: 'Tea is ready.',
  message: null,
  seq: null,
  due,
  state: 'waiting',
}
const reminder: Later = { ...later, kind: 'remind', text: 'bring plywood', message: id<MessageId>('m0rn1ng'), seq: 12 }
const mentioned = {
  id: id<MessageId>('m0rn1ng'),
  seq: 12,
  author: id<UserId>('ada'),
  text: 'Morning, @bo!',
  clientId: 'ada-51c0aa',
  replyTo: null,
  at,
  mentions: [bo],
  reactions: [],
}

export const ownCommandExamples: { readonly [N in keyof typeof ownCommands | keyof typeof laterCommands]: CommandExample<N> } = {
  'own.change': {
    takes: { lastSeen: 'contacts', words: ['laser', 'plywood'], quiet: { until: null, hours: { from: '22:00', to: '07:00' } } },
    gives: { settings },
    refuses: [{ lastSeen: 'friends' }, { words: [''] }, { words: 'laser' }, { quiet: { until: null, hours: { from: '22', to: '7' } } }],
  },
  'presence.tell': { takes: { as: 'away' }, gives: {}, refuses: [{}, { as: 'hidden' }] },
  'contact.mark': {
    takes: { user: bo, nickname: 'The Builder' },
    gives: { mark: { user: bo, nickname: 'The Builder' } },
    refuses: [{}, { user: bo, nickname: '' }, { user: bo, blocked: 'yes' }],
  },
  'room.notify': { takes: { room, level: 'none' }, gives: {}, refuses: [{ room }, { room, level: 'some' }] },
  'room.mark': {
    takes: { places: [{ room, seq: 11 }] },
    gives: {},
    refuses: [{ places: [] }, { places: [{ room }] }, { room, seq: 11 }],
  },
  'later.send': {
    takes: { room, text: later.text, due, clientId: 'bo-1a7e4' },
    gives: { later },
    refuses: [
      { room, text: 'x', due },
      { room, text: 'x', due: 'soon', clientId: 'x' },
      { room, due, clientId: 'x' },
    ],
  },
  'later.remind': {
    takes: { room, id: id<MessageId>('m0rn1ng'), due, note: 'bring plywood' },
    gives: { later: reminder },
    refuses: [
      { room, due },
      { room, id: 'x', due },
      { id: id<MessageId>('m0rn1ng'), due },
    ],
  },
  'later.change': {
    takes: { later: later.id, due: due + 60_000 },
    gives: { later: { ...later, due: due + 60_000 } },
    refuses: [{}, { later: 'x' }],
  },
  'later.drop': { takes: { later: later.id }, gives: {}, refuses: [{}, { later: 'x' }] },
  'draft.keep': {
    takes: { room, text: 'I was about to say', replyTo: id<MessageId>('m0rn1ng') },
    gives: {},
    refuses: [{ text: 'x' }, { room, replyTo: 'x' }],
  },
  'message.mentions': { takes: { limit: 20 }, gives: { found: [{ room, message: mentioned }] }, refuses: [{ limit: 51 }] },
}

export const ownEventExamples: { readonly [N in keyof typeof ownEvents]: EventExample<N> } = {
  'own.changed': { with: { settings }, refuses: [{}, { settings: { ...settings, sound: 'loud' } }] },
  'contact.marked': { with: { mark: { user: bo, blocked: true } }, refuses: [{ mark: { user: bo, blocked: false } }] },
  'session.knocked': { with: { client: 'Safari on iPhone', address: '192.168.1.8', check: '4F2A' }, refuses: [{ check: '4F2A' }] },
  'draft.kept': { with: { text: 'I was about to say', replyTo: id<MessageId>('m0rn1ng') }, refuses: [{}] },
  'later.kept': { with: { later: { ...reminder, state: 'due' } }, refuses: [{ later: { ...later, state: 'soon' } }, {}] },
  'later.gone': { with: { id: later.id }, refuses: [{}, { id: 'x' }] },
  'room.noted': { with: { notify: 'none' }, refuses: [{}, { notify: 'some' }] },
}

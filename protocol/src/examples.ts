// One example of every command and event, and what must be refused. Tests check them; docs/protocol.md shows them.
import { adminCommandExamples } from './admin-examples.ts'
import { callCommandExamples, callEventExamples, pastCall } from './call-examples.ts'
import type { CommandName, Gives, Takes } from './commands.ts'
import type { EventName, EventWith } from './events.ts'
import { factorExamples, outsideExamples } from './factor-examples.ts'
import type { Id } from './ids.ts'
import { standardLimits } from './limits.ts'
import { machineCommandExamples } from './machine-examples.ts'
import { markCommandExamples, markEventExamples } from './mark-examples.ts'
import { moderationCommandExamples, moderationEventExamples } from './moderation-examples.ts'
import { ownCommandExamples, ownEventExamples } from './own-examples.ts'
import { passkeyExamples } from './passkey-examples.ts'
import type { AccessToken, FileCard, Member, Message, Presence, Room, RoomFacts, Session, Storage, User } from './shapes.ts'
import { togetherEventExamples, togetherExamples } from './together-examples.ts'
import { wayExamples } from './way-examples.ts'

export type CommandExample<N extends CommandName> = {
  readonly takes: Takes<N>
  readonly gives: Gives<N>
  readonly refuses: readonly unknown[]
}
export type EventExample<N extends EventName> = { readonly with: EventWith<N>; readonly refuses: readonly unknown[] }

const id = <T extends Id<string>>(tail: string): T => `01kb${tail.padStart(22, '0')}` as T
const at = 1_764_000_000_000
const epoch = '0b7c4f5e-6d1a-4c7b-9a55-3f1f0e8f2d10'

const person = (name: string, tail: string, colour: number, more: Partial<User> = {}): User => ({
  id: id(tail),
  name,
  displayName: name.charAt(0).toUpperCase() + name.slice(1),
  colour,
  status: '',
  admin: false,
  guest: false,
  deleted: false,
  ...more,
})
const ada = person('ada', 'ada', 1, { admin: true, status: 'at the laser cutter' })
const bo = person('bo', 'b0', 4)
const cy = person('cy', 'cy', 7, { guest: true })

const workshop = 'w0rksh0p'
const room = id<Room['id']>(workshop)
const message = id<Message['id']>('m0rn1ng')
const session = id<Session['id']>('1apt0p')
const token = 'qv0xJm4d1wJxk0bq8m3cVbq0Jr2mX1p6c9xT5u7Yh3A'
const clientId = 'b0-7f3c91'
const file = id<FileCard['id']>('f1ame')

const facts: RoomFacts = { id: room, kind: 'group', name: 'Workshop', topic: 'What is free, what is broken', public: true, members: 2 }
const adasRoom: Room = { ...facts, role: 'owner', code: 'kind-otter-42', seq: 12, readSeq: 10, unread: 2, mentions: 1 }
const morning: Message = {
  id: message,
  seq: 12,
  author: ada.id,
  text: 'Morning, @bo! The laser cutter is free.',
  clientId: 'ada-51c0aa',
  replyTo: null,
  at,
  mentions: [bo.id],
  reactions: [{ emoji: '👍', users: [bo.id] }],
}
const photo: FileCard = { id: file, name: 'the cut.jpg', size: 2_481_024, kind: 'image', type: 'image/jpeg', width: 4000, height: 3000 }
const stored: Storage = {
  bytes: 2_481_024,
  count: 1,
  mostBytes: standardLimits.fileBytesPerPerson,
  mostCount: standardLimits.filesPerPerson,
  kinds: [{ kind: 'image', bytes: 2_481_024, count: 1 }],
}
const adaIsHere: Presence = { user: ada.id, state: 'online', seenAt: at }
const cyIsAway: Presence = { user: cy.id, state: 'offline', seenAt: at - 3_600_000 }
const adaOwns: Member = { user: ada, role: 'owner', joinedAt: at }
const laptop: Session = { id: session, client: 'Firefox on Linux', createdAt: at, seenAt: at, current: true }
const report: AccessToken = {
  id: session,
  name: 'nightly report',
  scope: ['send'],
  createdAt: at,
  seenAt: at,
  expiresAt: at + 90 * 86_400_000,
}
const signedIn = { user: ada, session, token }

/** No command takes fields it does not know. */
const stray = (takes: object): object => ({ ...takes, surprise: true })

export const commandExamples: { readonly [N in CommandName]: CommandExample<N> } = {
  'server.ping': { takes: {}, gives: { at }, refuses: [stray({}), [], null, 'ping'] },

  'account.register': {
    takes: { name: 'ada', password: 'three stones and a spark', displayName: 'Ada' },
    gives: signedIn,
    refuses: [
      { name: 'ada' },
      { password: 'x' },
      { name: '', password: 'x' },
      { name: ['ada'], password: 'x' },
      { name: 'ada', password: 'x', admin: true },
    ],
  },
  'account.change': {
    takes: { displayName: 'Ada L.', status: 'back at noon', colour: 3 },
    gives: { user: { ...ada, displayName: 'Ada L.', status: 'back at noon', colour: 3 } },
    refuses: [{ colour: 12 }, { colour: 1.5 }, { admin: true }, { status: 7 }],
  },
  'account.picture': { takes: { file }, gives: { user: { ...ada, picture: file } }, refuses: [{}, { file: 'me.png' }] },
  'account.storage': { takes: {}, gives: { storage: stored }, refuses: [stray({})] },
  'account.delete': { takes: { password: 'three stones and a spark' }, gives: {}, refuses: [{ password: 1 }, { user: bo.id }] },
  'session.open': {
    takes: { name: 'ada', password: 'three stones and a spark' },
    gives: signedIn,
    refuses: [{ name: 'ada' }, { name: { $ne: null }, password: 'x' }, { name: 'ada', password: 'x'.repeat(4097) }],
  },
  'guest.enter': { takes: { name: 'cy' }, gives: { user: cy, session, token }, refuses: [{}, { name: '' }, { name: 'cy', admin: true }] },
  'session.resume': {
    takes: { token, since: { [room]: 9 } },
    gives: { user: ada, session, rooms: [adasRoom], contacts: [bo], presence: [adaIsHere], people: [bo] },
    refuses: [{ token: 7 }, { token, since: { [room]: 'nine' } }, { token, since: { [room]: -1 } }, { token, since: [9] }],
  },
  'session.close': { takes: {}, gives: {}, refuses: [stray({})] },
  'session.list': { takes: {}, gives: { sessions: [laptop] }, refuses: [stray({})] },
  ...wayExamples,
  ...factorExamples,
  ...passkeyExamples,
  ...outsideExamples,
  ...togetherExamples,
  'token.create': {
    takes: { name: 'nightly report', scope: ['send'], days: 90 },
    gives: { token, made: report },
    refuses: [{}, { name: 'x', scope: [], days: 90 }, { name: 'x', scope: ['all'], days: 90 }, { name: 'x', scope: ['read'], days: 0 }],
  },
  'token.list': { takes: {}, gives: { tokens: [report] }, refuses: [stray({})] },
  'token.revoke': { takes: { token: session }, gives: {}, refuses: [{}, { token: '../..' }] },
  'session.revoke': { takes: { session }, gives: {}, refuses: [{}, { session: '../..' }] },

  'people.search': { takes: { text: 'bo' }, gives: { people: [bo] }, refuses: [{}, { text: 'x'.repeat(257) }] },
  'people.get': {
    takes: { users: [bo.id] },
    gives: { people: [bo] },
    refuses: [{ users: [] }, { users: [bo.id, bo.id] }, { users: bo.id }],
  },
  'people.online': { takes: {}, gives: { people: [ada], presence: [adaIsHere] }, refuses: [stray({})] },
  ...ownCommandExamples,
  'contact.add': { takes: { user: bo.id }, gives: { user: bo }, refuses: [{}, { user: 'bo' }] },
  'contact.remove': { takes: { user: bo.id }, gives: {}, refuses: [{ user: null }] },
  'contact.list': { takes: {}, gives: { contacts: [bo] }, refuses: [stray({})] },

  'room.create': {
    takes: { kind: 'group', name: 'Workshop', topic: facts.topic, public: true, members: [bo.id] },
    gives: { room: { ...adasRoom, seq: 1, readSeq: 1, unread: 0, mentions: 0 } },
    refuses: [
      { kind: 'lobby', name: 'Second' },
      { kind: 'group' },
      { kind: 'group', name: 'W', members: [bo.id, bo.id] },
      { kind: 'group', name: 'W', owner: bo.id },
    ],
  },
  'room.direct': {
    takes: { user: bo.id },
    gives: {
      room: {
        id: room,
        kind: 'direct',
        name: 'Bo',
        topic: '',
        public: false,
        members: 2,
        role: 'member',
        peer: bo.id,
        seq: 1,
        readSeq: 1,
        unread: 0,
        mentions: 0,
      },
    },
    refuses: [{}, { user: 'bo' }],
  },
  'room.join': {
    takes: { code: 'kind-otter-42' },
    gives: { room: { ...facts, role: 'member', seq: 13, readSeq: 13, unread: 0, mentions: 0 } },
    refuses: [{ code: '' }, { room: 'workshop' }],
  },
  'room.leave': { takes: { room }, gives: {}, refuses: [{}, { room: 'workshop' }] },
  'room.rename': {
    takes: { room, name: 'Workshop 2', topic: 'The new one' },
    gives: { seq: 14 },
    refuses: [{ name: 'x' }, { room, name: '' }, { room, kind: 'channel' }],
  },
  'room.picture': { takes: { room, file: null }, gives: { seq: 14 }, refuses: [{ room }, { file }, { room, file: 'x' }] },
  'room.storage': {
    takes: { room },
    gives: { storage: stored, days: 90, bytes: null, count: 500, archive: { afterDays: null, messages: 4096, bytes: 321_000 } },
    refuses: [{}],
  },
  'room.archive': {
    takes: { room, afterDays: 365 },
    gives: {},
    refuses: [{ room }, { room, afterDays: -1 }, { room, afterDays: 1.5 }],
  },
  'room.keep': {
    takes: { room, days: 90, count: 500 },
    gives: {},
    refuses: [{ days: 90 }, { room, days: 0 }, { room, days: 1.5 }, { room, bytes: 0 }, { room, count: '5' }],
  },
  'room.delete': { takes: { room }, gives: {}, refuses: [{}, { room, user: bo.id }] },
  'room.members': {
    takes: { room, text: 'ad', limit: 100 },
    gives: { members: [adaOwns, { user: bo, role: 'member', joinedAt: at }], more: false },
    refuses: [
      { room, limit: 0 },
      { room, limit: 501 },
    ],
  },
  'room.invite': {
    takes: { room, users: [bo.id, cy.id] },
    gives: {},
    refuses: [
      { room, users: [] },
      { room, users: ['bo'] },
    ],
  },
  'room.remove': { takes: { room, user: cy.id }, gives: {}, refuses: [{ room }, { user: cy.id }] },
  'room.role': {
    takes: { room, user: bo.id, role: 'admin' },
    gives: {},
    refuses: [
      { room, user: bo.id },
      { room, user: bo.id, role: 'king' },
    ],
  },
  'room.list': {
    takes: { public: true, text: 'work', limit: 50 },
    gives: { rooms: [adasRoom], more: false },
    refuses: [{ public: 'yes' }, { public: true, limit: 201 }],
  },

  'message.send': {
    takes: { room, text: 'On my way.', clientId, replyTo: message, files: [file] },
    gives: { id: id('answer'), seq: 13, at },
    refuses: [
      { room, text: 'hi' },
      { room, clientId },
      { room, text: ['hi'], clientId },
      { room, text: 'hi', clientId: 'with space' },
      { room, text: 'hi', clientId: 'x'.repeat(65) },
      { room, text: 'hi', clientId, author: bo.id },
      { room, text: 'hi', clientId, files: [] },
      { room, text: 'hi', clientId, files: [file, file] },
      { room, text: 'hi', clientId, files: ['../../etc/passwd'] },
    ],
  },
  'message.edit': {
    takes: { room, id: message, text: 'Morning! The laser cutter is free until noon.' },
    gives: { seq: 14, editedAt: at },
    refuses: [
      { room, id: message },
      { id: message, text: 'x' },
    ],
  },
  'message.delete': { takes: { room, id: message }, gives: { seq: 15, deletedAt: at }, refuses: [{ room }, { room, id: '1' }] },
  'message.react': {
    takes: { room, id: message, emoji: '👍' },
    gives: {},
    refuses: [
      { room, id: message, emoji: '' },
      { room, id: message, emoji: 'x'.repeat(65) },
    ],
  },
  'message.unreact': { takes: { room, id: message, emoji: '👍' }, gives: {}, refuses: [{ room, id: message }] },
  'message.get': { takes: { room, id: message }, gives: { message: morning }, refuses: [{ id: message }] },
  'message.search': {
    takes: { text: 'laser cut', room, by: ada.id, has: ['link'], after: at, limit: 20 },
    gives: { found: [{ room, message: morning }], next: { room, seq: 11 } },
    refuses: [
      {},
      { text: 'x', has: ['nothing'] },
      { text: 'x', has: [] },
      { text: 'x', before: 'noon' },
      { text: 'x'.repeat(257) },
      { text: 'x', limit: 51 },
      { text: 'x', from: 12 },
      { text: 'x', from: { room } },
    ],
  },
  'room.history': {
    takes: { room, before: 13, limit: 50 },
    gives: { messages: [morning], calls: [pastCall] },
    refuses: [
      { room, limit: 51 },
      { room, before: -1 },
      { room, before: 1.5 },
      { room, around: '13' },
    ],
  },
  'room.read': { takes: { room, seq: 12 }, gives: { seq: 12, unread: 0, mentions: 0 }, refuses: [{ room }, { room, seq: -1 }] },
  ...markCommandExamples,
  ...callCommandExamples,
  ...adminCommandExamples,
  ...machineCommandExamples,
  ...moderationCommandExamples({ room, message: morning, ada, bo, cy, at }),
  typing: { takes: { room, on: true }, gives: {}, refuses: [{ room }, { room, on: 1 }] },
}

const { seq: _seq, reactions: _reactions, ...said } = morning

export const eventExamples: { readonly [N in EventName]: EventExample<N> } = {
  'message.said': { with: { ...said, files: [photo] }, refuses: [{ ...said, author: 'ada' }, { ...said, text: 7 }, {}] },
  'message.edited': { with: { id: message, text: 'Morning!', editedAt: at, mentions: [] }, refuses: [{ id: message, text: 'x' }] },
  'message.deleted': { with: { id: message, deletedAt: at, by: ada.id }, refuses: [{ id: message, deletedAt: at }] },
  'file.gone': {
    with: { id: message, file, why: 'expired', at },
    refuses: [
      { id: message, file, at },
      { id: message, file: 'f', why: 'expired', at },
    ],
  },
  'message.reacted': { with: { id: message, user: bo.id, emoji: '👍' }, refuses: [{ id: message, user: bo.id }] },
  'message.unreacted': { with: { id: message, user: bo.id, emoji: '👍' }, refuses: [{ user: bo.id, emoji: '👍' }] },
  'room.created': {
    with: {
      facts,
      people: [
        { user: ada, role: 'owner' },
        { user: bo, role: 'member' },
      ],
      at,
      by: ada.id,
    },
    refuses: [{ facts, at, by: ada.id }],
  },
  'room.renamed': { with: { name: 'Workshop 2', topic: 'The new one', at, by: ada.id }, refuses: [{ name: 'x', at, by: ada.id }] },
  'room.pictured': { with: { picture: file, at, by: ada.id }, refuses: [{ at, by: ada.id }] },
  'room.joined': {
    with: { user: cy, role: 'member', facts, at, by: bo.id },
    refuses: [{ user: cy.id, role: 'member', facts, at, by: bo.id }],
  },
  'room.left': { with: { user: cy.id, at }, refuses: [{ at }] },
  'room.removed': { with: { user: cy.id, at, by: ada.id }, refuses: [{ user: cy.id, at }] },
  'room.role': { with: { user: bo.id, role: 'admin', at, by: ada.id }, refuses: [{ user: bo.id, role: 'king', at, by: ada.id }] },
  'room.deleted': { with: { at, by: ada.id }, refuses: [{ at: 'now', by: ada.id }] },
  ...markEventExamples,
  ...callEventExamples,
  ...moderationEventExamples({ ada, cy, at }),
  'room.code': { with: { code: 'kind-otter-42' }, refuses: [{}] },
  'room.read': { with: { seq: 12, unread: 0, mentions: 0 }, refuses: [{ seq: 12, unread: -1, mentions: 0 }] },
  'account.changed': { with: { user: { ...bo, displayName: 'Bo the Builder' } }, refuses: [{ user: bo.id }] },
  ...togetherEventExamples,
  ...ownEventExamples,
  'contact.added': { with: { user: bo }, refuses: [{ user: bo.id }] },
  'contact.removed': { with: { user: bo.id }, refuses: [{ user: bo }] },
  'server.trouble': {
    with: { trouble: { code: 'backup_failed', says: 'The disk is full.', about: [{ what: 'disk_full', folder: '/backups' }], at } },
    refuses: [{}, { trouble: { code: 'tired', says: 'x', at } }],
  },
  'server.hello': {
    with: {
      name: 'Hearth',
      version: '0.1.0',
      protocol: 1,
      limits: standardLimits,
      registration: 'open',
      guests: true,
      setup: false,
      at,
      epoch,
    },
    refuses: [
      { name: 'Hearth', version: '0.1.0', protocol: '1', limits: standardLimits, registration: 'open', guests: true, setup: false, epoch },
    ],
  },
  'server.stopping': { with: { retryAfterMs: 1500 }, refuses: [{ retryAfterMs: 'soon' }] },
  'session.ended': {
    with: { code: 'session_unknown', says: 'This sign-in has ended. Sign in again.' },
    refuses: [{ code: 'tired', says: 'x' }],
  },
  resume_too_far: { with: { room, seq: 9000 }, refuses: [{ room }] },
  typing: { with: { user: bo.id, on: true }, refuses: [{ user: bo.id }] },
  'presence.here': { with: { users: [ada.id, bo.id] }, refuses: [{ users: [adaIsHere] }] },
  presence: { with: { people: [adaIsHere, cyIsAway] }, refuses: [{ people: [{ user: ada.id, state: 'busy', seenAt: at }] }] },
}

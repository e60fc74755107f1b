// Examples of ways in.
import type { CommandExample } from './examples.ts'
import type { Id, InviteId, RoomId, SessionId, UserId } from './ids.ts'
import type { User } from './shapes.ts'
import type { Invite, wayCommands } from './way-commands.ts'

const id = <T extends Id<string>>(tail: string): T => `01kb${tail.padStart(22, '0')}` as T
const room = id<RoomId>('w0rksh0p')
const at = 1_764_000_000_000
const token = 'qv0xJm4d1wJxk0bq8m3cVbq0Jr2mX1p6c9xT5u7Yh3A'
const knock = '4F2A9c0d8e7b6a51'
const ada: User = {
  id: id<UserId>('ada'),
  name: 'ada',
  displayName: 'Ada',
  colour: 1,
  status: '',
  admin: true,
  guest: false,
  deleted: false,
}
const invite: Invite = {
  id: id<InviteId>('1nv1te'),
  by: ada.id,
  room,
  role: 'member',
  usesLeft: 9,
  uses: 10,
  createdAt: at,
  expiresAt: at + 86_400_000,
  opens: true,
}

export const wayExamples: { readonly [N in keyof typeof wayCommands]: CommandExample<N> } = {
  'invite.create': {
    takes: { room, uses: 10, hours: 24, approval: false },
    gives: { token, invite: { ...invite, usesLeft: 10 } },
    refuses: [{ room }, { uses: 0, hours: 1 }, { uses: 1, hours: 8761 }, { uses: 1, hours: 1, role: 'owner' }],
  },
  'invite.list': { takes: { room }, gives: { invites: [invite] }, refuses: [{ room: 'workshop' }] },
  'invite.revoke': { takes: { invite: invite.id }, gives: {}, refuses: [{}, { invite: token }] },
  'invite.look': {
    takes: { invite: token },
    gives: { room: { name: 'Workshop', kind: 'group', members: 2 }, by: 'Ada', opens: true, expiresAt: at },
    refuses: [{}, { invite: '' }],
  },
  'session.offer': { takes: {}, gives: { code: token, expiresAt: at + 60_000 }, refuses: [{ to: ada.id }] },
  'session.knock': {
    takes: { code: token, knock },
    gives: { expiresAt: at + 60_000 },
    refuses: [{ code: token }, { code: token, knock: 'short' }],
  },
  'session.confirm': { takes: { code: token, allow: true }, gives: {}, refuses: [{ code: token }, { allow: true }] },
  'session.take': {
    takes: { code: token, knock },
    gives: { user: ada, session: id<SessionId>('ph0ne'), token },
    refuses: [{ code: token }, { knock }],
  },
}

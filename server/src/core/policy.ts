// Every command and what it takes to be allowed to ask for it. With the two tables of permissions.ts this is who may do what; a command
// without a row does not compile, and policy.test.ts tries each row with everybody who is below it.
import type { CommandName } from '@hearth/protocol/commands.ts'
import type { Deed, ServerDeed } from './permissions.ts'

/**
 * `anyone`: who is connected. `self`: who is signed in, about what is their own or everybody's to see. `member`: who is in the room.
 * `author`: who said it. `room`: in the room, with what its kind and their role allow. `server`: what their role on the server allows.
 */
export type Policy =
  | { readonly is: 'anyone' | 'self' | 'member' | 'author' }
  | { readonly is: 'room'; readonly deed: Deed; readonly admins?: true }
  | { readonly is: 'server'; readonly deed: ServerDeed }
  /** In a room by its kind and their role there, everywhere by their role on the server. */
  | { readonly is: 'either'; readonly deed: Deed; readonly server: ServerDeed }

const anyone = { is: 'anyone' } as const
const self = { is: 'self' } as const
const member = { is: 'member' } as const
const author = { is: 'author' } as const
const room = (deed: Deed) => ({ is: 'room', deed }) as const
/** Also where the deed is every member’s in the room. */
const admins = (deed: Deed) => ({ is: 'room', deed, admins: true }) as const
const server = (deed: ServerDeed) => ({ is: 'server', deed }) as const
const either = (deed: Deed, onServer: ServerDeed) => ({ is: 'either', deed, server: onServer }) as const

export const policy: { readonly [N in CommandName]: Policy } = {
  'server.ping': anyone,
  'account.register': anyone,
  'session.open': anyone,
  'guest.enter': anyone,
  'session.resume': anyone,
  'account.reset': anyone,
  'invite.look': anyone,
  'session.knock': anyone,
  'session.take': anyone,

  'account.change': self,
  'account.picture': self,
  'account.storage': self,
  'account.delete': self,
  'session.close': self,
  'session.offer': self,
  'session.confirm': self,
  // What it may be for is decided by what it lets into.
  'invite.create': self,
  'invite.list': self,
  'invite.revoke': self,
  'session.list': self,
  'session.revoke': self,
  'token.create': self,
  'token.list': self,
  'token.revoke': self,
  'people.search': self,
  'people.get': self,
  'people.online': self,
  'contact.add': self,
  'contact.remove': self,
  'contact.list': self,
  'contact.mark': self,
  'own.change': self,
  'message.mentions': self,
  'later.change': self,
  'later.drop': self,
  'room.create': self,
  'room.direct': self,
  'room.join': self,
  'room.ask': self,
  'room.list': self,
  'message.search': self,
  'report.make': self,
  'call.recent': self,
  'call.leave': self,

  'room.members': member,
  'room.history': member,
  'room.read': member,
  'room.mark': member,
  'room.notify': member,
  'draft.keep': member,
  'later.remind': member,
  'message.get': member,
  'message.react': member,
  'message.unreact': member,
  'call.decline': member,
  // Who sits in a call is in its room as long as they sit there.
  'call.here': member,
  'call.set': member,
  'call.react': member,
  'call.answer': member,
  'call.restart': member,
  'call.want': member,
  'call.ring': member,
  'call.statistics': member,
  'call.join': member,

  'message.edit': author,

  'later.send': room('speak'),
  'message.starred': self,
  'account.reading': self,
  'message.star': member,
  'message.unstar': member,
  'room.pins': member,
  'message.versions': member,
  'message.origin': member,
  'message.seen': member,
  'room.thread': member,
  'thread.read': member,
  'thread.follow': member,
  'thread.list': self,
  'poll.vote': member,
  'poll.voters': member,
  // Who began it, or who may delete it.
  'poll.close': member,
  'message.pin': room('pin'),
  'message.unpin': room('pin'),
  // … and in the room it comes from.
  'message.forward': room('speak'),
  'poll.create': room('speak'),

  'message.send': room('speak'),
  typing: room('speak'),
  'message.delete': room('deleteOthersMessage'),
  'message.unpreview': room('deleteOthersMessage'),
  'room.leave': room('leave'),
  'room.rename': room('retopic'),
  'room.picture': room('retopic'),
  'room.storage': room('keepFiles'),
  'room.keep': room('keepFiles'),
  'room.archive': room('archive'),
  'room.delete': room('deleteRoom'),
  'room.invite': room('invite'),
  'room.remove': room('remove'),
  'room.role': room('setRole'),
  'room.rules': room('rule'),
  'room.words': room('rule'),
  'room.asking': admins('invite'),
  'room.admit': admins('invite'),
  'call.start': room('startCall'),
  'call.end': room('endCall'),
  'call.allow': room('leadCall'),
  'call.mute': room('leadCall'),

  'moderation.mute': either('mute', 'muteEverywhere'),
  'moderation.unmute': either('mute', 'muteEverywhere'),
  'moderation.purge': either('deleteOthersMessage', 'purgeEverywhere'),
  'moderation.role': server('giveServerRole'),
  'moderation.mutes': server('muteEverywhere'),
  'moderation.signout': server('signOutOthers'),
  'moderation.whereabouts': server('seeWhereabouts'),
  'moderation.ban': server('ban'),
  'moderation.unban': server('ban'),
  'moderation.bans': server('ban'),
  'moderation.audit': server('readAudit'),
  'report.list': server('settleReports'),
  'report.settle': server('settleReports'),
  'pending.list': server('admit'),
  'pending.approve': server('admit'),
  'pending.refuse': server('admit'),
  'server.figures': server('seeFigures'),
  'admin.machine': server('runServer'),
  'admin.limits': server('runServer'),
  'admin.limit': server('runServer'),
  'admin.gateways': server('runServer'),
  'admin.gateway': server('runServer'),
  'admin.renew': server('runServer'),
  'admin.plan': server('runServer'),
  'admin.backup': server('runServer'),
  'admin.log': server('runServer'),
  'admin.sessions': server('signOutOthers'),
  'admin.end': server('signOutOthers'),
  'admin.house': server('runServer'),
  'admin.doors': server('runServer'),
  'admin.people': server('muteEverywhere'),
  'admin.create': server('runServer'),
  'admin.reset': server('runServer'),
  'admin.invite': server('runServer'),
}

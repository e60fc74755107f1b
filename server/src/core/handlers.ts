// Every command and who carries it out, but for those of calls: they are handed in. The dispatcher is this table.
import type { CallCommandName } from '@hearth/protocol/call-commands.ts'
import type { CommandName } from '@hearth/protocol/commands.ts'
import * as accounts from './accounts.ts'
import { admin } from './admin.ts'
import * as bearing from './bearing.ts'
import { type Handler, inRead, quietly } from './context.ts'
import * as deleting from './deleting.ts'
import { factors } from './factors/handlers.ts'
import * as forwarding from './forwarding.ts'
import * as inviting from './inviting.ts'
import * as later from './later.ts'
import { machineHandlers } from './machine/machine.ts'
import * as members from './members.ts'
import * as messages from './messages.ts'
import { moderation } from './moderation/handlers.ts'
import * as moving from './moving.ts'
import * as own from './own.ts'
import { pending } from './pending.ts'
import * as people from './people.ts'
import * as pictures from './pictures.ts'
import * as pins from './pins.ts'
import * as polls from './polls.ts'
import { unpreview } from './previews.ts'
import * as reactions from './reactions.ts'
import * as reading from './reading.ts'
import { resume } from './resume.ts'
import * as rooms from './rooms.ts'
import { search } from './search.ts'
import * as seen from './seen.ts'
import * as sessions from './sessions.ts'
import * as stars from './stars.ts'
import * as storing from './storing.ts'
import { threadHandlers } from './thread-places.ts'
import * as threads from './threads.ts'
import * as tokens from './tokens.ts'
import * as versions from './versions.ts'

const ping: Handler<'server.ping'> = (core) => inRead(async () => quietly({ at: core.now() }))

export const handlers: { readonly [N in Exclude<CommandName, CallCommandName>]: Handler<N> } = {
  'server.ping': ping,
  'account.register': accounts.register,
  'account.change': accounts.change,
  'account.picture': pictures.ofAccount,
  'account.storage': storing.ofAccount,
  'account.delete': deleting.remove,
  'session.open': sessions.open,
  'guest.enter': accounts.enterAsGuest,
  'session.resume': resume,
  'session.close': sessions.close,
  'session.list': sessions.list,
  'session.revoke': sessions.revoke,
  'invite.create': inviting.create,
  'invite.list': inviting.list,
  'invite.revoke': inviting.revoke,
  'invite.look': inviting.look,
  'session.offer': moving.offer,
  'session.knock': moving.knock,
  'session.confirm': moving.confirm,
  'session.take': moving.take,
  'token.create': tokens.create,
  'token.list': tokens.list,
  'token.revoke': tokens.revoke,
  'people.search': people.search,
  'people.get': people.byIds,
  'people.online': people.online,
  'contact.add': people.addContact,
  'contact.mark': own.mark,
  'own.change': own.change,
  'presence.tell': bearing.tell,
  'message.mentions': own.mentioned,
  'room.notify': own.notify,
  'draft.keep': own.keepDraft,
  'later.send': later.send,
  'later.remind': later.remind,
  'later.change': later.change,
  'later.drop': later.drop,
  'room.mark': reading.mark,
  'contact.remove': people.removeContact,
  'contact.list': people.listContacts,
  'room.create': rooms.create,
  'room.direct': rooms.direct,
  'room.join': rooms.join,
  'room.leave': rooms.leave,
  'room.rename': rooms.rename,
  'room.picture': pictures.ofRoom,
  'room.storage': storing.ofRoom,
  'room.keep': storing.keep,
  'room.archive': storing.archive,
  'room.delete': rooms.remove,
  'room.members': members.list,
  'room.invite': members.invite,
  'room.remove': members.remove,
  'room.role': members.setRole,
  'room.list': rooms.list,
  'message.send': messages.send,
  'message.edit': messages.edit,
  'message.delete': messages.remove,
  'message.react': reactions.react,
  'message.unreact': reactions.unreact,
  'message.pin': pins.pin,
  'message.unpin': pins.unpin,
  'room.pins': pins.list,
  'message.forward': forwarding.forward,
  'message.origin': forwarding.origin,
  'room.thread': threads.show,
  'poll.create': polls.create,
  'poll.vote': polls.vote,
  'poll.close': polls.close,
  'poll.voters': polls.voters,
  'message.seen': seen.seen,
  'account.reading': seen.reading,
  'message.versions': versions.list,
  'message.star': stars.star,
  'message.unstar': stars.unstar,
  'message.starred': stars.list,
  'message.unpreview': unpreview,
  'message.get': messages.one,
  'message.search': search,
  'room.history': messages.history,
  'room.read': reading.read,
  typing: reading.typing,
  ...moderation,
  ...pending,
  ...threadHandlers,
  ...admin,
  ...machineHandlers,
  ...factors,
}

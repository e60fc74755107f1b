// What a token of limited scope may ask for. What is not named here, now or later, it may not.
import { type Static, Type } from 'typebox'

export const Scope = Type.Union([
  Type.Literal('read', { description: 'hear and read what its person may, fetch files' }),
  Type.Literal('send', { description: 'say things in its person’s name, with files; hear nothing' }),
])
export type Scope = Static<typeof Scope>

/** Command → any one of these scopes will do. */
export const scopeOf: Readonly<Record<string, readonly Scope[]>> = {
  'server.ping': ['read', 'send'],
  'session.resume': ['read'],
  'people.search': ['read', 'send'],
  'people.get': ['read', 'send'],
  'people.online': ['read'],
  'contact.list': ['read'],
  'room.list': ['read', 'send'],
  'room.members': ['read'],
  'room.history': ['read'],
  'room.direct': ['send'],
  'room.pins': ['read'],
  'message.seen': ['read'],
  'poll.voters': ['read'],
  'room.thread': ['read'],
  'thread.list': ['read'],
  'message.origin': ['read'],
  'message.versions': ['read'],
  'message.starred': ['read'],
  'message.get': ['read'],
  'message.search': ['read'],
  'message.send': ['send'],
  'message.edit': ['send'],
  'message.delete': ['send'],
  'message.react': ['send'],
  'message.unreact': ['send'],
  'message.pin': ['send'],
  'message.unpin': ['send'],
  'message.unpreview': ['send'],
  'message.forward': ['send'],
  'poll.create': ['send'],
  'poll.vote': ['send'],
  'poll.close': ['send'],
  typing: ['send'],
}

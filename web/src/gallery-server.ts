// A server of a few lines behind the gallery: it answers what a scene asks, with the cast, and never changes.
import type { Socket } from '@hearth/client/client.ts'
import { ongoing, recent } from './gallery-calls.tsx'
import { people, rooms, standing, storage, talk } from './gallery-cast.ts'

type Asked = { readonly id: number; readonly do: string; readonly with: { readonly room?: string; readonly text?: string } }

export function gallerySocket(): Socket {
  const socket: Socket = { send: hear, close: () => {}, onOpen: () => {}, onText: () => {}, onClose: () => {} }
  const say = (frame: object): void => void setTimeout(() => socket.onText(JSON.stringify(frame)), 1)
  function hear(text: string): void {
    const asked: Asked = JSON.parse(text)
    const ok = answer(asked)
    say(ok ? { id: asked.id, ok } : { id: asked.id, error: { code: 'not_allowed', says: 'The gallery only shows.' } })
  }
  setTimeout(() => {
    socket.onOpen()
    say({ event: 'server.hello', with: standing.hello })
  }, 1)
  return socket
}

/** What is saved in the gallery: the first few. */
const stars = [{ room: rooms[1]?.id, messages: talk.slice(0, 3).map(({ id }) => id) }]

function answer(asked: Asked): object | undefined {
  switch (asked.do) {
    case 'session.resume':
      return { user: people[0], session: standing.session, rooms, contacts: [], presence: standing.presence, people, calls: ongoing, stars }
    case 'room.history':
      return { messages: asked.with.room === rooms[1]?.id ? talk : [] }
    case 'room.members':
      return {
        members: people.map((user, index) => ({ user, role: index === 0 ? 'owner' : index === 1 ? 'admin' : 'member', joinedAt: index })),
        more: false,
      }
    case 'people.search':
      return { people }
    case 'room.list':
      return { rooms }
    case 'message.starred':
      return { starred: talk.slice(0, 3).map((message) => ({ room: rooms[1]?.id, message, at: 0 })), more: false }
    case 'call.recent':
      return { calls: recent }
    case 'account.storage':
      return { storage }
    case 'session.list':
      return { sessions: standing.sessions }
    case 'server.ping':
    case 'room.read':
    case 'typing':
      return { at: 0, seq: 0, unread: 0, mentions: 0 }
    default:
      return undefined
  }
}

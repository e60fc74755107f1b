// A server of a few lines behind the gallery: it answers what a scene asks, with the cast and the protocol's own examples, and never changes.
import type { Socket } from '@hearth/client/client.ts'
import type { ErrorCode } from '@hearth/protocol/errors.ts'
import { errors } from '@hearth/protocol/errors.ts'
import type { ChatEvent } from '@hearth/protocol/events.ts'
import { commandExamples } from '@hearth/protocol/examples.ts'
import { callThread, ongoing, recent } from './gallery-calls.tsx'
import { long, marks, own, people, pins, pollVoters, rooms, standing, storage, talk, thread, threads } from './gallery-cast.ts'

/**
 * How the server is: `bare` has one room and nothing in any list, `failing` refuses everything but the way in, `silent` answers nothing but
 * that, `gone` is not there; at `stranger` and `new` nobody is signed in yet, and the others are ways of being turned away.
 */
export type World = 'full' | 'bare' | 'failing' | 'silent' | 'gone' | 'stranger' | 'new' | 'closed' | 'waiting' | 'banned' | 'unguarded'

type Asked = {
  readonly id: number
  readonly do: string
  readonly with: {
    readonly room?: string
    readonly id?: string
    readonly text?: string
    readonly has?: readonly string[]
    readonly before?: number
  }
}
/** `error`: its code. */
type Answered = { readonly ok: object } | { readonly error: ErrorCode } | 'nothing'

export type GalleryHouse = {
  openSocket(): Socket
  /** Somebody was answered. */
  readonly isHeard: boolean
  /** The way to it is gone from now on. */
  cut(): void
  tell(event: ChatEvent): void
}

export function galleryHouse(world: World): GalleryHouse {
  let isCut = world === 'gone'
  let last: Socket | undefined
  let isHeard = false
  const soon = (then: () => void): void => void setTimeout(then, 1)
  const say = (socket: Socket, frame: object): void => soon(() => socket.onText(JSON.stringify(frame)))

  function openSocket(): Socket {
    const socket: Socket = { send: hear, close: () => {}, onOpen: () => {}, onText: () => {}, onClose: () => {} }
    function hear(text: string): void {
      const asked: Asked = JSON.parse(text)
      const answered = answer(world, asked)
      if (answered === 'nothing') return
      if ('ok' in answered) {
        say(socket, { id: asked.id, ok: answered.ok })
        return soon(() => void (isHeard = true))
      }
      say(socket, { id: asked.id, error: { code: answered.error, says: errors[answered.error].says } })
    }
    last = socket
    soon(() => {
      if (isCut) return socket.onClose(1006, 'gone')
      socket.onOpen()
      say(socket, { event: 'server.hello', with: { ...standing.hello, ...hellos[world] } })
    })
    return socket
  }
  return {
    openSocket,
    get isHeard() {
      return isHeard
    },
    cut() {
      isCut = true
      last?.onClose(1006, 'gone')
    },
    tell: (event) => last?.onText(JSON.stringify(event)),
  }
}

const hellos: Partial<Record<World, object>> = { new: { setup: true }, closed: { registration: 'closed', guests: false } }

const turnedAway: Partial<Record<World, ErrorCode>> = { waiting: 'approval_waiting', banned: 'banned' }

function answer(world: World, asked: Asked): Answered {
  if (asked.do === 'session.resume') {
    const code = turnedAway[world]
    return code === undefined ? { ok: resumed(world) } : { error: code }
  }
  if (asked.do === 'server.ping') return { ok: { at: 0 } }
  if (world === 'silent') return 'nothing'
  if (world === 'failing') return { error: 'internal' }
  if (asked.do === 'message.send') return { error: 'text_too_long' }
  const ok = (world === 'bare' && bare[asked.do]) || answers[asked.do]?.(asked) || examples[asked.do]?.gives
  return ok ? { ok } : { error: 'internal' }
}

const examples: Readonly<Record<string, { readonly gives: object }>> = commandExamples

const resumed = (world: World): object => {
  const [me, ...others] = people
  const base = { user: me, session: standing.session, own, ...(world === 'unguarded' && { unguarded: true }) }
  if (world === 'bare')
    return { ...base, rooms: rooms.slice(0, 1), contacts: [], presence: [], people: [], calls: [], stars: [], threads: [] }
  return {
    ...base,
    own: { ...own, marks },
    ...{
      rooms,
      contacts: others,
      presence: standing.presence,
      people,
      calls: ongoing,
      threads: [...threads, { room: rooms[1]?.id, id: callThread.call.id, seq: 22, unread: 2 }],
      stars: [{ room: rooms[1]?.id, messages: saved }],
    },
  }
}

/** What is saved in the gallery: the first few. */
const saved = talk.slice(0, 3).map(({ id }) => id)

const found = (some: readonly object[]): object => ({ found: some.map((message) => ({ room: rooms[1]?.id, message })) })

/** What there is nothing of. */
const bare: Readonly<Record<string, object>> = {
  'room.history': { messages: [] },
  'room.members': { members: [], more: false },
  'people.search': { people: [] },
  'room.list': { rooms: [] },
  'room.pins': { pins: [] },
  'message.search': { found: [] },
  'message.starred': { starred: [], more: false },
  'message.mentions': { found: [] },
  'thread.list': { threads: [], more: false },
  'call.recent': { calls: [] },
  'invite.list': { invites: [] },
  'report.list': { reports: [], more: false },
  'people.online': { people: [], presence: [] },
}

const answers: Readonly<Record<string, (asked: Asked) => object | undefined>> = {
  'room.history': ({ with: { room, before } }) =>
    room === rooms[1]?.id
      ? { messages: before === undefined ? talk : [], pins: pins.map(({ pin }) => pin) }
      : room === rooms[2]?.id
        ? { messages: long }
        : { messages: [] },
  'room.members': () => ({
    members: people.map((user, index) => ({ user, role: index === 0 ? 'owner' : index === 1 ? 'admin' : 'member', joinedAt: index })),
    more: false,
  }),
  'people.search': () => ({ people }),
  'people.get': () => ({ people }),
  'people.online': () => ({ people, presence: standing.presence }),
  'room.list': () => ({ rooms: rooms.filter(({ kind }) => kind !== 'direct').map((room) => ({ ...room, role: null, public: true })) }),
  'room.pins': () => ({ pins }),
  'message.search': ({ with: { has } }) => found(has?.includes('file') ? talk.filter(({ files }) => files) : talk.slice(0, 4)),
  'message.starred': () => ({ starred: talk.slice(0, 3).map((message) => ({ room: rooms[1]?.id, message, at: 0 })), more: false }),
  'message.mentions': () => found(talk.filter(({ mentions }) => mentions.length > 0)),
  'room.thread': ({ with: { id } }) => (id === callThread.call.id ? callThread : thread),
  'message.seen': () => ({ users: people.slice(1, 3).map(({ id }) => id) }),
  'poll.voters': () => pollVoters,
  'thread.list': () => ({
    threads: [
      { ...threads[0], root: thread.root },
      { ...threads[0], call: callThread.call },
    ],
    more: false,
  }),
  'call.recent': () => ({ calls: recent }),
  'account.storage': () => ({ storage }),
  'room.storage': () => ({ storage, days: null, bytes: null, count: null, archive: { afterDays: null, messages: 0, bytes: 0 } }),
  'session.list': () => ({ sessions: standing.sessions }),
  'room.read': () => ({ seq: 0, unread: 0, mentions: 0 }),
  'thread.read': () => ({ seq: 0, unread: 0 }),
}

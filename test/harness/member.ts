// Somebody who takes part through the client library over a real socket, and whose every frame is noted for the history checker.
import { type Client, createClient, type Saved, type Socket } from '@hearth/client/client.ts'
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type WebSocket from 'ws'
import { aboutOf, type Delivery, type Op, type Reset } from './checker.ts'
import { openLine, trusting } from './line.ts'
import { until } from './until.ts'

/** Anything that takes what happened; arrays do. */
export type Notes = { readonly ops: { push(op: Op): unknown }; readonly heard: { push(one: Delivery | Reset): unknown } }

export type MemberGiven = {
  /** Of the checker: one sequential actor. */
  readonly client: string
  readonly person: UserId
  readonly token: string
  /** Asked for each connection: where the server, or what stands before it, is just now. */
  readonly port: () => number
  readonly ca: string | undefined
  readonly notes: Notes
  /** [0, 1) */
  readonly chance: () => number
  /** Of this machine itself: an address of one's own. */
  readonly from?: string
}

export type Member = {
  readonly client: Client
  readonly name: string
  readonly person: UserId
  /** The line breaks, without a word. */
  drop(): void
  /** Reads nothing from now on; gives back how to go on. */
  stall(): () => void
  /** Connections tried so far. */
  readonly connected: number
  /** How long it chose to wait before trying again, each time (milliseconds). */
  readonly waits: readonly number[]
  /** Why each of its lines ended. */
  readonly ends: readonly string[]
  close(): void
}

export function createMember(given: MemberGiven): Member {
  const { client: name, person, token } = given
  const tape = createTape(given)
  const waits: number[] = []
  const ends: string[] = []
  let until = 0
  let saved: Partial<Saved> = { token, user: person }
  let ws: WebSocket | undefined
  let connected = 0
  let ids = 0
  const client = createClient({
    openSocket() {
      connected++
      const opened = dial(given)
      ws = opened.ws
      return tape.recorded(opened.socket)
    },
    kept: { load: async () => saved, save: (change) => void (saved = { ...saved, ...change }) },
    now: Date.now,
    newId: () => `${name}-${++ids}`,
    chance: given.chance,
    wait(ms, then) {
      const timer = setTimeout(then, ms)
      return () => clearTimeout(timer)
    },
  })
  client.listen(tape.heard)
  client.subscribe(() => {
    const { connection } = client.state
    if (connection.is !== 'waiting' || connection.until === until) return
    until = connection.until
    waits.push(until - Date.now())
    ends.push(connection.why)
  })
  return {
    ...{ client, name, person, waits, ends },
    drop: () => ws?.terminate(),
    stall() {
      const stalled = ws
      stalled?.pause()
      return () => stalled?.resume()
    },
    get connected() {
      return connected
    },
    close: () => client.close(),
  }
}

const dial = ({ port, ca, from }: MemberGiven): ReturnType<typeof openLine> =>
  openLine(port(), { ...trusting(ca), ...(from === undefined ? {} : { localAddress: from }), perMessageDeflate: false })

type Asked = { readonly id: number; readonly do: string; readonly with: Record<string, unknown> }
type Heard = {
  readonly id?: unknown
  readonly ok?: Record<string, unknown>
  readonly error?: { readonly code: string }
}

/** Signs in, however long that takes, and holds the words of these rooms from then on. */
export async function settleIn({ client, name }: Member, rooms: readonly RoomId[]): Promise<void> {
  await until(`${name} to be signed in`, () => rooms.every((room) => client.state.rooms.has(room)), {
    within: 120_000,
    seen: () => client.state.connection,
  })
  for (const room of rooms) await client.open(room).catch(() => undefined)
}

/**
 * Notes what goes over the wire, below the library: what it asked, and what was answered. What it heard is what the library took: where it sees a
 * hole (a commit whose answer was lost, and that nobody was told of) it leaves the entry behind it, connects anew and hears all of them.
 */
function createTape({ client, person, notes }: MemberGiven): { recorded(socket: Socket): Socket; heard(event: ChatEvent): void } {
  const followed = new Set<string>()

  function asks(text: string, open: Map<number, Asked>): void {
    const asked: Asked = JSON.parse(text)
    if (deedOf(asked, {}) !== undefined) open.set(asked.id, asked)
    if (asked.do !== 'session.resume') return
    // Of a room whose words it does not hold it wants no entries, only the facts: what it hears next begins anew.
    const since = Object.keys(asked.with['since'] ?? {})
    for (const room of followed) if (!since.includes(room)) notes.heard.push({ client, room, reset: 0 })
  }
  function note(asked: Asked, outcome: Op['outcome'], answer: Record<string, unknown> = {}): void {
    const did = deedOf(asked, answer)
    if (did !== undefined) notes.ops.push({ client, person, room: String(asked.with['room']), outcome, did })
  }
  function hears(frame: Heard, open: Map<number, Asked>): void {
    const asked = typeof frame.id === 'number' ? open.get(frame.id) : undefined
    if (asked !== undefined) {
      open.delete(asked.id)
      return note(asked, outcomeOf(frame), frame.ok)
    }
  }
  function heard(event: ChatEvent): void {
    if (event.event === 'resume_too_far') notes.heard.push({ client, room: event.with.room, reset: 0 })
    if (!('seq' in event) || event.room === undefined || event.seq === undefined) return
    followed.add(event.room)
    notes.heard.push({ client, person, room: event.room, seq: event.seq, event: event.event, about: aboutOf(event) })
  }

  return {
    heard,
    recorded(socket) {
      const open = new Map<number, Asked>()
      let over = false
      const end = (): void => {
        over = true
        for (const asked of open.values()) note(asked, 'unknown')
        open.clear()
      }
      const shown: Socket = {
        send(text) {
          asks(text, open)
          socket.send(text)
        },
        close() {
          end()
          socket.close()
        },
        onOpen: () => {},
        onText: () => {},
        onClose: () => {},
      }
      socket.onOpen = () => shown.onOpen()
      socket.onText = (text) => {
        if (!over) hears(JSON.parse(text), open)
        shown.onText(text)
      }
      socket.onClose = (code, reason) => {
        end()
        shown.onClose(code, reason)
      }
      return shown
    },
  }
}

/** A disk, or a database, that failed may have kept it all the same: saying it again settles that. */
const outcomeOf = ({ error }: Heard): Op['outcome'] => (error === undefined ? 'ok' : error.code === 'storage_full' ? 'unknown' : 'fail')

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const number = (value: unknown): { seq?: number } => (typeof value === 'number' ? { seq: value } : {})

/** What a request does, in the checker's words, with what its answer told. */
function deedOf({ do: name, with: takes }: Asked, answer: Record<string, unknown>): Op['did'] | undefined {
  const id = text(takes['id'])
  switch (name) {
    case 'message.send': {
      const placed = typeof answer['id'] === 'string' ? { id: answer['id'], ...number(answer['seq']) } : {}
      return { op: 'send', clientId: text(takes['clientId']), text: text(takes['text']), ...placed }
    }
    case 'message.edit':
      return { op: 'edit', id, text: text(takes['text']), ...number(answer['seq']) }
    case 'message.delete':
      return { op: 'delete', id, ...number(answer['seq']) }
    case 'message.react':
      return { op: 'react', id, emoji: text(takes['emoji']) }
    case 'message.unreact':
      return { op: 'unreact', id, emoji: text(takes['emoji']) }
    case 'room.read':
      return { op: 'read', seq: Number(takes['seq']) }
    default:
      return undefined
  }
}

// Windows of history and lists of members: asked for in pages, and kept true while the page is on its way. Reads stand
// beside the order of writes, so an event may overtake the page it belongs on: what is heard meanwhile is put on top.
import type { Takes } from '@hearth/protocol/commands.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { RoomId, Seq } from '@hearth/protocol/ids.ts'
import type { Member, Message, Room } from '@hearth/protocol/shapes.ts'
import { type Page, putHistory, putMembers } from './answers.ts'
import type { Archive } from './archive.ts'
import { apply, applyToContents, isEntry, type State, withEntry } from './state.ts'
import type { Ask, Store } from './store.ts'

export type History = {
  open(room: RoomId): Promise<void>
  holds(room: RoomId): boolean
  older(room: RoomId): Promise<void>
  newer(room: RoomId): Promise<void>
  jump(room: RoomId, to: Seq | 'latest'): Promise<void>
  members(room: RoomId): Promise<void>
  /** Every event passes here too. */
  heard(event: ChatEvent): void
  /** Loads again what was open and had to be dropped. */
  renew(): void
  /** Another person: nothing is open any more. */
  reset(): void
}

const PAGE = 50
const MEMBERS_PAGE = 500
type Query = Pick<Takes<'room.history'>, 'before' | 'after' | 'around'>

export function createHistory(store: Store, ask: Ask, archive?: Archive): History {
  const opened = new Set<RoomId>()
  const listed = new Set<RoomId>()
  const recordings = new Set<{ readonly room: RoomId; readonly events: ChatEvent[] }>()
  const running = new Map<string, Promise<void>>()

  /** One at a time per key; who asks for the same meanwhile gets the one under way. */
  function once(key: string, job: () => Promise<void>): Promise<void> {
    const under = running.get(key)
    if (under) return under
    const run = job().finally(() => running.delete(key))
    running.set(key, run)
    return run
  }

  /** Runs a read; `put` gets the state and what was heard of the room since it was asked. */
  async function recorded(room: RoomId, read: (put: (change: (state: State) => State) => void) => Promise<unknown>): Promise<void> {
    const recording = { room, events: [] }
    recordings.add(recording)
    try {
      await read((change) => store.update((state) => recording.events.reduce(again, change(state))))
    } finally {
      recordings.delete(recording)
    }
  }

  const load = (room: RoomId, query: Query, page: (messages: readonly Message[], state: State) => Page): Promise<void> =>
    recorded(room, async (put) => {
      const isKept = async (): Promise<boolean> => {
        const stretch = await archive?.page(room, query, PAGE)
        if (stretch) put((state) => putHistory(state, room, stretch.messages, { ...page(stretch.messages, state), ...stretch }))
        return stretch !== undefined && stretch.messages.length > 0
      }
      // Nobody waits for a greeting that may never come to read what is at hand.
      if (store.get().connection.is !== 'open' && (await isKept())) return
      try {
        await ask('room.history', { room, ...query, limit: PAGE }, ({ messages, ...beside }) =>
          put((state) => putHistory(state, room, messages, page(messages, state), beside)),
        )
      } catch (error) {
        if (!(error instanceof ChatError) || error.code !== 'offline' || !(await isKept())) throw error
      }
    })

  const latest = (room: RoomId, enteredAt: Seq): Promise<void> =>
    load(room, {}, (messages) => ({ as: 'window', hasOlder: messages.length === PAGE, hasNewer: false, enteredAt }))

  async function around(room: RoomId, seq: Seq, enteredAt: Seq): Promise<void> {
    await load(room, { around: seq }, (messages, state) => ({ as: 'window', ...edges(messages, seq, state.rooms.get(room)), enteredAt }))
  }

  async function before(room: RoomId): Promise<void> {
    const first = store.get().timelines.get(room)?.messages[0]
    if (first) await load(room, { before: first.seq }, (messages) => ({ as: 'older', hasOlder: messages.length === PAGE }))
  }

  async function after(room: RoomId): Promise<void> {
    const last = store.get().timelines.get(room)?.messages.at(-1)
    if (last) await load(room, { after: last.seq }, (messages) => ({ as: 'newer', hasNewer: messages.length === PAGE }))
  }

  async function open(id: RoomId): Promise<void> {
    const room = store.get().rooms.get(id)
    if (!room) throw new ChatError('room_unknown')
    opened.add(id)
    const enteredAt = room.unread > 0 ? room.readSeq : room.seq
    if (holdsEntrance(store.get(), room)) return store.update((state) => entered(state, id, enteredAt))
    await (room.unread > 0 ? around(id, room.readSeq + 1, enteredAt) : latest(id, enteredAt))
  }

  async function everybody(room: RoomId): Promise<void> {
    await recorded(room, async (put) => {
      const list: Member[] = []
      for (let more = true; more; ) {
        const last = list.at(-1)
        const page = await ask('room.members', { room, limit: MEMBERS_PAGE, ...(last ? { after: last.user.id } : {}) }, (answer) => {
          list.push(...answer.members)
          if (!answer.more) put((state) => putMembers(state, room, list))
        })
        more = page.more
      }
    })
  }

  function renew(): void {
    const state = store.get()
    if (state.connection.is !== 'open') return
    for (const room of opened) if (state.rooms.has(room) && !state.timelines.has(room)) once(room, () => open(room)).catch(() => undefined)
    for (const room of listed)
      if (state.rooms.has(room) && !state.members.has(room)) once(`${room} members`, () => everybody(room)).catch(() => undefined)
  }

  return {
    open: (room) => once(room, () => open(room)),
    holds(id) {
      const room = store.get().rooms.get(id)
      return room !== undefined && holdsEntrance(store.get(), room)
    },
    older: (room) => (store.get().timelines.get(room)?.hasOlder ? once(room, () => before(room)) : Promise.resolve()),
    newer: (room) => (store.get().timelines.get(room)?.hasNewer ? once(room, () => after(room)) : Promise.resolve()),
    async jump(room, to) {
      // Another job of the room must not be taken for this one.
      for (let under = running.get(room); under; under = running.get(room)) await under.catch(() => undefined)
      const timeline = store.get().timelines.get(room)
      const enteredAt = timeline?.enteredAt ?? store.get().rooms.get(room)?.readSeq ?? 0
      opened.add(room)
      if (to === 'latest') return timeline && !timeline.hasNewer ? undefined : once(room, () => latest(room, enteredAt))
      if (!timeline?.messages.some((message) => message.seq === to)) await once(room, () => around(room, to, enteredAt))
    },
    members(room) {
      listed.add(room)
      return store.get().members.has(room) ? Promise.resolve() : once(`${room} members`, () => everybody(room))
    },
    heard(event) {
      const concerns = (room: RoomId) => event.event === 'account.changed' || (isEntry(event) && event.room === room)
      for (const recording of recordings) if (concerns(recording.room)) recording.events.push(event)
    },
    renew,
    reset() {
      opened.clear()
      listed.clear()
    },
  }
}

/** What was heard while a page was on its way, put on top of it. */
const again = (state: State, event: ChatEvent): State => (isEntry(event) ? applyToContents(state, event) : apply(state, event))

/** Is there more on either side of a window around `seq`? When it cannot be told: yes, and the next page says. */
function edges(messages: readonly Message[], seq: Seq, room: Room | undefined): { hasOlder: boolean; hasNewer: boolean } {
  if (messages.length < PAGE) return { hasOlder: false, hasNewer: false }
  const older = messages.filter((message) => message.seq < seq).length
  const half = Math.floor(PAGE / 2) - 1
  const atEnd = (messages.at(-1)?.seq ?? 0) >= (room?.seq ?? 0)
  return { hasOlder: older >= half, hasNewer: !atEnd && messages.length - older >= half }
}

/** May the window that is there be shown as it is? Where all is read, its newest words are wanted; else the first unread, and as much behind it as a page brings. */
function holdsEntrance(state: State, room: Room): boolean {
  const timeline = state.timelines.get(room.id)
  if (!timeline) return false
  const { messages, hasOlder, hasNewer } = timeline
  if (room.unread === 0) return !hasNewer
  const [first] = messages
  const reachesBack = !hasOlder || (first !== undefined && first.seq <= room.readSeq + 1)
  const unread = messages.at(-PAGE / 2)
  return reachesBack && (!hasNewer || (unread !== undefined && unread.seq > room.readSeq))
}

function entered(state: State, room: RoomId, enteredAt: Seq): State {
  const timeline = state.timelines.get(room)
  return timeline && timeline.enteredAt !== enteredAt
    ? { ...state, timelines: withEntry(state.timelines, room, { ...timeline, enteredAt }) }
    : state
}

// Small things told to the server no oftener than it is worth: how far one has read, and that one is writing.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { MessageId, RoomId, Seq } from '@hearth/protocol/ids.ts'
import type { Place } from '@hearth/protocol/shapes.ts'
import { withEntry, without } from './maps.ts'
import { type HeldMark, keyOf } from './marks.ts'
import type { State } from './state.ts'
import type { Ask, Store, Wait } from './store.ts'

export type Reading = {
  read(room: RoomId, seq: Seq): void
  /** The replies of a thread; without a server only what was marked here is read, and the rest as soon as it is seen with one. */
  readThread(room: RoomId, root: MessageId, seq: Seq): void
  typing(room: RoomId): void
  /** Said when what was written is sent or given up. */
  stopTyping(room: RoomId): void
  /** Tells what could not be told while the way was closed. */
  flush(): void
  /** So far one has read, by one's own word. What lies behind stays unread, whatever is in sight, until `letGo`. */
  hold(places: readonly Place[]): void
  /** What is in sight may be read again. */
  letGo(room: RoomId): void
  /** What the last run could not tell. */
  remember(reads: Readonly<Record<RoomId, Seq>> | undefined): void
  /** Positions in a log that is no more, or of somebody else. */
  forget(): void
}

const READ_EVERY_MS = 1000
/** Others forget after six seconds, so it is said again a little before. */
const TYPING_EVERY_MS = 4000
const TYPING_ENDS_MS = 5000

type Given = {
  readonly store: Store
  readonly ask: Ask
  /** The same, but for haste. */
  readonly patiently: Ask
  readonly wait: Wait
  keep(reads: Readonly<Record<RoomId, Seq>>): void
}

export function createReading({ store, ask, patiently, wait, keep }: Given): Reading {
  /** Positions not told yet. */
  const wanted = new Map<RoomId, Seq>()
  let isKept = false
  let resting: (() => void) | undefined
  /** Rooms with something that was marked as unread. */
  const held = new Set<RoomId>()
  const writing = new Map<RoomId, { readonly ends: () => void; readonly again: () => void }>()

  function flush(): void {
    if (resting || wanted.size === 0 || store.get().connection.is !== 'open') return
    for (const [room, seq] of wanted) {
      wanted.delete(room)
      patiently('room.read', { room, seq }).then(keepWanted, (error: unknown) => again(room, seq, error))
    }
    resting = wait(READ_EVERY_MS, () => {
      resting = undefined
      flush()
    })
  }

  /** What got lost on the way is told when there is one again. Whatever else is refused stays refused. */
  function again(room: RoomId, seq: Seq, error: unknown): void {
    if (!(error instanceof ChatError) || error.code !== 'offline') return
    wanted.set(room, Math.max(seq, wanted.get(room) ?? 0))
    keepWanted()
  }

  /** What is told at once need not outlive this run. */
  function keepWanted(): void {
    const isAway = store.get().connection.is !== 'open'
    if (!isAway && !(isKept && wanted.size === 0)) return
    isKept = wanted.size > 0
    keep(Object.fromEntries(wanted))
  }

  function stop(room: RoomId): void {
    const now = writing.get(room)
    if (!now) return
    now.ends()
    now.again()
    writing.delete(room)
    tell(room, false)
  }

  function sayAgain(room: RoomId): () => void {
    return wait(TYPING_EVERY_MS, () => {
      const now = writing.get(room)
      if (!now) return
      tell(room, true)
      writing.set(room, { ...now, again: sayAgain(room) })
    })
  }

  function tell(room: RoomId, on: boolean): void {
    if (store.get().connection.is === 'open') ask('typing', { room, on }).catch(() => undefined)
  }

  function hold(places: readonly Place[]): void {
    for (const { room, seq } of places) {
      wanted.delete(room)
      seq < (store.get().rooms.get(room)?.seq ?? 0) ? held.add(room) : held.delete(room)
    }
  }

  /** What was marked as unread and waits to be told is read by now. Gives the mark that was let go. */
  function letUnread(place: RoomId | MessageId, seq: Seq): HeldMark | undefined {
    const key = `unread ${place} `
    const mark = store.get().marks.get(key)
    if (mark?.do !== 'unread' || mark.seq > seq) return undefined
    store.update((state) => ({ ...state, marks: without(state.marks, key) }))
    return mark
  }

  /** Nor does a room go back where one has read on since then. */
  function letBack(room: RoomId): void {
    const key = keyOf({ do: 'read', rooms: [], threads: [] })
    const mark = store.get().marks.get(key)
    if (mark?.do !== 'read' || !mark.back || !mark.rooms.some((one) => one.room === room)) return
    const rooms = mark.rooms.filter((one) => one.room !== room)
    store.update((state) => ({ ...state, marks: withEntry(state.marks, key, { ...mark, rooms }) }))
  }

  return {
    read(room, seq) {
      const known = store.get().rooms.get(room)
      if (held.has(room)) return
      letBack(room)
      const mark = letUnread(room, seq)
      if (!known) return
      const before = Math.max(known.readSeq, wanted.get(room) ?? 0)
      // What went out may be done: then it is unread for the server, whatever was read before.
      if (seq <= before && !mark?.tried) return
      const upTo = Math.max(seq, before)
      wanted.set(room, upTo)
      store.update((state) => readHere(state, room, upTo))
      keepWanted()
      flush()
    },
    readThread(room, root, seq) {
      const { connection, marks } = store.get()
      // One that went out is told to its end first: what the server has is read after it.
      const mark = marks.get(`unread ${root} `)?.tried ? undefined : letUnread(root, seq)
      const { threads } = store.get()
      if (connection.is !== 'open' || (mark !== undefined && (threads.get(root)?.seq ?? 0) >= seq)) return
      // It is asked again with the next reply, or when the way is back.
      ask('thread.read', { room, id: root, seq }).catch(() => undefined)
    },
    typing(room) {
      const { typing, shownAs } = store.get().own.settings
      if (!typing || shownAs === 'hidden') return
      const before = writing.get(room)
      before?.ends()
      const ends = wait(TYPING_ENDS_MS, () => stop(room))
      if (before) return void writing.set(room, { ...before, ends })
      tell(room, true)
      writing.set(room, { ends, again: sayAgain(room) })
    },
    stopTyping: stop,
    flush,
    hold,
    letGo: (room) => void held.delete(room),
    remember(reads) {
      for (const [room, seq] of Object.entries(reads ?? {})) wanted.set(room as RoomId, seq)
      isKept = wanted.size > 0
    },
    forget() {
      wanted.clear()
      held.clear()
      if (isKept) keep({})
      isKept = false
    },
  }
}

/** Read to the end of the room is nothing unread, at once; anything else only the server can count. */
function readHere(state: State, room: RoomId, seq: Seq): State {
  const known = state.rooms.get(room)
  if (!known || seq < known.seq) return state
  return { ...state, rooms: new Map(state.rooms).set(room, { ...known, readSeq: seq, unread: 0, mentions: 0 }) }
}

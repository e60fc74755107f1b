// What is half written, the same on all one's devices. What was typed here and not told yet wins over what the server has; what was not
// touched here follows the server.
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import { type State, withEntry, without } from './state.ts'
import type { Ask, Store, Wait } from './store.ts'

/** Whose, and what this device and the server last agreed on. */
export type Agreed = { readonly user: UserId; readonly rooms: Readonly<Record<string, string>> }

export type Drafts = {
  /** What the last run agreed on. */
  remember(agreed: Agreed | undefined): void
  /** Somebody signed out here: nothing of theirs stays. */
  forget(): void
  /** The way is open: tells what was not told, takes what is new. */
  settle(): void
  /** The server has something new of this room, or something was typed here. */
  look(room: RoomId): void
}

/** Told when somebody rests for so long. */
const REST_MS = 1500

export function createDrafts(store: Store, ask: Ask, wait: Wait, keep: (agreed: Agreed | undefined) => void): Drafts {
  let agreed: Agreed | undefined
  const resting = new Map<RoomId, () => void>()

  function agree(user: UserId, room: RoomId, text: string): void {
    const { [room]: _old, ...others } = agreed?.user === user ? agreed.rooms : {}
    agreed = { user, rooms: text === '' ? others : { ...others, [room]: text } }
    keep(agreed)
  }

  function look(room: RoomId): void {
    const { me, own, drafts, rooms } = store.get()
    if (!me || !rooms.has(room)) return
    const [there, here] = [own.drafts.get(room) ?? '', drafts.get(room) ?? '']
    const was = (agreed?.user === me.id ? agreed.rooms[room] : undefined) ?? ''
    if (there === here) {
      if (was !== here) agree(me.id, room, here)
    } else if (here === was) {
      agree(me.id, room, there)
      store.update((state) => drafted(state, room, there))
    } else tellSoon(room)
  }

  function tellSoon(room: RoomId): void {
    resting.get(room)?.()
    resting.set(
      room,
      wait(REST_MS, () => {
        resting.delete(room)
        tell(room)
      }),
    )
  }

  function tell(room: RoomId): void {
    const { me, connection, drafts, own, rooms } = store.get()
    const text = drafts.get(room) ?? ''
    if (!me || connection.is !== 'open' || !rooms.has(room) || text === (own.drafts.get(room) ?? '')) return
    // What comes back as an event is what both agree on then. What cannot be told now is told when the way is open again.
    ask('draft.keep', { room, text }).catch(() => undefined)
  }

  return {
    remember: (kept) => void (agreed = kept),
    forget() {
      for (const callOff of resting.values()) callOff()
      resting.clear()
      agreed = undefined
      keep(undefined)
    },
    settle() {
      const { me, own, drafts } = store.get()
      const ours = agreed !== undefined && agreed.user === me?.id ? (Object.keys(agreed.rooms) as RoomId[]) : []
      for (const room of new Set([...ours, ...own.drafts.keys(), ...drafts.keys()])) look(room)
    },
    look,
  }
}

/** Half written here. */
export const drafted = (state: State, room: RoomId, text: string): State => ({
  ...state,
  drafts: text === '' ? without(state.drafts, room) : withEntry(state.drafts, room, text),
})

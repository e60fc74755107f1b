// What is half written, the same on all one's devices. What was typed here and not told yet wins over what the server has; what was not
// touched here follows the server.
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { behind, type DraftPlace, directWith, type Parts, partsOf, personOf, roomOf } from './draft-places.ts'
import { type State, withEntry, without } from './state.ts'
import type { Ask, Store, Wait } from './store.ts'

/** Whose, and what this device and the server last agreed on: by place. */
export type Agreed = { readonly user: UserId; readonly rooms: Readonly<Record<string, string>> }

export type Drafts = {
  /** What the last run agreed on. */
  remember(agreed: Agreed | undefined): void
  /** Somebody signed out here: nothing of theirs stays. */
  forget(): void
  /** The way is open: tells what was not told, takes what is new. */
  settle(): void
  /** The server has something new of this place, or something was typed here. */
  look(place: DraftPlace): void
  /** There may be a private chat with somebody by now: what is half written to them stands in it. */
  moveIn(): void
}

/** Told when somebody rests for so long. */
const REST_MS = 1500

export function createDrafts(store: Store, ask: Ask, wait: Wait, keep: (agreed: Agreed | undefined) => void): Drafts {
  let agreed: Agreed | undefined
  const resting = new Map<DraftPlace, () => void>()
  /** What is on its way to the server: the echo of one's own words is no news. */
  const told = new Map<DraftPlace, string>()

  function agree(user: UserId, place: DraftPlace, text: string): void {
    const { [place]: _old, ...others } = agreed?.user === user ? agreed.rooms : {}
    agreed = { user, rooms: text === '' ? others : { ...others, [place]: text } }
    keep(agreed)
  }

  function look(place: DraftPlace): void {
    const { me, own, drafts, rooms, connection } = store.get()
    if (!me || !rooms.has(roomOf(place))) return
    const [there, here] = [own.drafts.get(place) ?? '', drafts.get(place) ?? '']
    const sent = told.get(place)
    if (sent === there) {
      told.delete(place)
      agree(me.id, place, there)
    }
    const was = (agreed?.user === me.id ? agreed.rooms[place] : undefined) ?? ''
    if (there === here) {
      if (was !== here) agree(me.id, place, here)
    } else if (here === was && !told.has(place) && connection.is === 'open') {
      agree(me.id, place, there)
      store.update((state) => drafted(state, place, there))
    } else tellSoon(place)
  }

  function tellSoon(place: DraftPlace): void {
    resting.get(place)?.()
    resting.set(
      place,
      wait(REST_MS, () => {
        resting.delete(place)
        tell(place)
      }),
    )
  }

  function tell(place: DraftPlace): void {
    const { me, connection, drafts, own, rooms } = store.get()
    const parts = partsOf(place)
    const { room } = parts
    const text = drafts.get(place) ?? ''
    if (!me || connection.is !== 'open' || !rooms.has(room) || text === (own.drafts.get(place) ?? '')) return
    // What comes back as an event is what both agree on then. What cannot be told now is told when the way is open again.
    told.set(place, text)
    const done = (): boolean => told.get(place) === text && told.delete(place)
    tellOf(parts, text).then(done, done)
  }

  function tellOf(parts: Parts, text: string): Promise<unknown> {
    const { room } = parts
    if (parts.is === 'thread') return ask('thread.draft', { room, id: parts.thread, text })
    // Of what is answered the id stands there in place of words.
    return ask('draft.keep', parts.is === 'answer' ? { room, replyTo: text === '' ? null : (text as MessageId) } : { room, text })
  }

  return {
    remember: (kept) => void (agreed = kept),
    forget() {
      for (const callOff of resting.values()) callOff()
      resting.clear()
      told.clear()
      agreed = undefined
      keep(undefined)
    },
    settle() {
      const { me, own, drafts } = store.get()
      const ours = agreed !== undefined && agreed.user === me?.id ? (Object.keys(agreed.rooms) as DraftPlace[]) : []
      for (const place of new Set([...ours, ...own.drafts.keys(), ...drafts.keys()])) look(place)
    },
    look,
    moveIn() {
      for (const [place, text] of store.get().drafts) {
        const user = personOf(place)
        const room = user && directWith(store.get(), user)
        if (room === undefined) continue
        store.update((state) => movedIn(state, place, room, text))
        look(room)
      }
    },
  }
}

/** Behind what another device has written there, too. */
function movedIn(state: State, from: DraftPlace, to: RoomId, text: string): State {
  const { drafts, own } = state
  return drafted(drafted(state, from, ''), to, behind(drafts.get(to) ?? own.drafts.get(to), text))
}

/** Half written here. */
export const drafted = (state: State, place: DraftPlace, text: string): State => ({
  ...state,
  drafts: text === '' ? without(state.drafts, place) : withEntry(state.drafts, place, text),
})

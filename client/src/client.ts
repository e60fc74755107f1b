// Taking part: one connection that comes back, one state, and what people do with both.
import type { CommandName, Gives, Takes } from '@hearth/protocol/commands.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { MessageId, RoomId, Seq, UserId } from '@hearth/protocol/ids.ts'
import type { User } from '@hearth/protocol/shapes.ts'
import { absorb } from './answers.ts'
import { type Archive, remembered, toArchive } from './archive.ts'
import { createConnection } from './connection.ts'
import { behind, type DraftPlace, inThread, placesIn } from './draft-places.ts'
import { createDrafts, type Drafts, drafted } from './drafts.ts'
import { createHistory, type History } from './history.ts'
import type { Socket } from './link.ts'
import { createMarks, keptMarks, type Marking, type MarkTeller, marksFrom } from './marking.ts'
import type { HeldMark } from './marks.ts'
import { type Bundle, createOutbox, type InThread, type Outbox } from './outbox.ts'
import { createPeople } from './people.ts'
import { createReading, type Reading } from './reading.ts'
import { createSearch, type Narrowed, type Search } from './search.ts'
import { createSession, type Kept, type Saved, type SignIn } from './session.ts'
import { apply, fade, isAnotherLife, isEntry, type State, type Unsent } from './state.ts'
import { type Ask, createStore, createTimers, type Store, type Wait } from './store.ts'
import { maySayOtherwise, type Special } from './unsent.ts'

export type { Socket } from './link.ts'
export type { Search } from './search.ts'
export type { Kept, Saved, SignIn } from './session.ts'
export type { Connection, State, Timeline, Unsent } from './state.ts'

export type Given = {
  /** A new one per attempt, not open yet. Its address says `?protocol=N`. */
  openSocket(): Socket
  readonly kept: Kept
  readonly archive?: Archive
  /** Epoch milliseconds, for showing and for what fades; never for order. */
  now(): number
  /** A fresh clientId: 1 to 64 visible ASCII characters. */
  newId(): string
  /** [0, 1), for back-off. */
  chance(): number
  readonly wait: Wait
  /** What was kept for the server is not taken by it, and is taken back. `tried`: it went out before as well, and may be done. */
  refused?(mark: HeldMark, failure: unknown): void
}

export type Client = {
  readonly state: State
  subscribe(changed: () => void): () => void
  /** Every event, after the state knows it. For what passes and is in no state. */
  listen(heard: (event: ChatEvent) => void): () => void
  ask<N extends CommandName>(name: N, takes: Takes<N>): Promise<Gives<N>>
  signIn(how: SignIn): Promise<User>
  signOut(): Promise<void>
  /** Somebody went out elsewhere on this device: nothing of theirs is held any more. */
  forget(): void
  /**
   * @param bundle whole uploads that go with the words, which may then be empty
   * @param thread where it is a reply in one
   */
  send(room: RoomId, text: string, replyTo?: MessageId, bundle?: Bundle, thread?: InThread): void
  /** A poll, or what somebody else said: waits like words. @param tried it may be said already */
  post(room: RoomId, text: string, special: Special, clientId: string, tried?: true): void
  /** Other words of such a one that waits, at its place; false where it may be said already. */
  revise(clientId: string, text: string, special: Special): boolean
  /** What one chooses oneself of a poll that waits. @param tried another tab has sent it: it may be asked already */
  choose(clientId: string, options: readonly number[], tried?: true): void
  retry(clientId: string): void
  discard(clientId: string): void
  /** What waits or was refused goes back to where one writes, behind what stands there; undefined where it may be said already, or is no words. */
  takeBack(clientId: string): Unsent | undefined
  draft(place: DraftPlace, text: string): void
  /**
   * A reaction, a vote, a contact, a reminder, and what else `Marking` names: done, or kept until there is a way to the server. Rejects where the
   * server refuses it at once; words to somebody new stand where one writes then.
   */
  do(marking: Marking): Promise<'done' | 'kept'>
  /** What waits on a message, a person or a room and was never told is as if it had not been done, what was called off alone; words for later stand where one writes. */
  undo(subject: string): void
  /** What became in another tab, by `keyOf`, of one that waits; without a way to the server words from there wait here too. Null: told or undone. */
  follow(key: string, mark: HeldMark | null): void
  open(room: RoomId): Promise<void>
  /** What `open` would show is there: it can be drawn at once. */
  holds(room: RoomId): boolean
  older(room: RoomId): Promise<void>
  newer(room: RoomId): Promise<void>
  jump(room: RoomId, to: Seq | 'latest'): Promise<void>
  members(room: RoomId): Promise<void>
  read(room: RoomId, seq: Seq): void
  /** The replies of a thread one takes part in. */
  readThread(room: RoomId, root: MessageId, seq: Seq): void
  /** What was marked as unread, or as it was before all was read, may be read again by being in sight. */
  letGo(room: RoomId): void
  typing(room: RoomId): void
  person(id: UserId): User | undefined
  /** In all of one's rooms, or in one. */
  search(text: string, room?: RoomId, narrowed?: Narrowed): Search
  nudge(): void
  /** The network is another one. */
  moved(): void
  close(): void
}

const FADE_EVERY_MS = 1000

export function createClient(given: Given): Client {
  const { kept, archive } = given
  const timers = createTimers(given.wait)
  const { wait } = timers
  const store = createStore((now, before) => {
    keep(kept, now, before)
    archive?.changed(now, before)
    if (now.rooms !== before.rooms) drafts.moveIn()
  })
  const ears = createEars()
  const memory = createMemory(store, archive, () => closed)
  let closed = false

  const connection = createConnection(
    { ...given, wait },
    {
      status(status) {
        store.update((state) => ({ ...state, connection: status }))
        if (status.is === 'open') for (const job of [outbox.pump, reading.flush, history.renew, drafts.settle, marks.flush]) job()
      },
      event: heard,
      greet: (request) => memory.recalled().then(() => session.greet(request)),
    },
  )
  const ask = absorbing(connection.ask, store)
  const outbox = createOutbox({ store, ask, wait, now: given.now, newId: given.newId, left: () => marks.flush() })
  const history = createHistory(store, patiently(ask, wait), archive)
  const reading = createReading({ store, ask, patiently: patiently(ask, wait), wait, keep: (reads) => kept.save({ reads }) })
  const drafts = createDrafts(store, patiently(ask, wait), wait, (agreed) => kept.save({ agreed }))
  const people = createPeople(store, patiently(connection.ask, wait), wait)
  const marks = createMarks({ ...given, store, ask, wait, draft: drafting(store, drafts) })
  const session = createSession({ store, kept, connection, history, people, drafts: allOf(drafts, marks), reading })
  const fadeSoon = createFading(store, given.now, wait)

  function heard(event: ChatEvent): void {
    const before = store.get()
    if (isLost(before, event)) return connection.restart()
    if (event.event === 'server.hello' && isAnotherLife(before, event.with)) reading.forget()
    store.update((state) => apply(state, event, given.now()))
    history.heard(event)
    people.heard(event)
    for (const place of placesIn(event)) drafts.look(place)
    toArchive(archive, event)
    if (event.event === 'session.ended') session.ended(event.with.code)
    if (event.event === 'typing') fadeSoon()
    // What was chosen of a poll that waited is told now that it is asked.
    if (store.get().marks !== before.marks) marks.flush()
    if (store.get().timelines.size < before.timelines.size) history.renew()
    ears.tell(event)
  }

  function begin(saved: Partial<Saved>): void {
    if (closed) return
    session.remember(saved)
    drafts.remember(saved.agreed)
    reading.remember(saved.reads)
    store.update((state) => recall(state, saved))
    memory.bring(saved)
    connection.start()
  }

  const begun = kept.load().then(begin, () => begin({}))

  return {
    get state() {
      return store.get()
    },
    ...{ subscribe: store.subscribe, listen: ears.listen },
    ask: (name, takes) => ask(name, takes),
    signIn: (how) => begun.then(() => session.signIn(how)),
    ...{ signOut: session.signOut, forget: session.forget },
    ...writing(store, outbox, drafting(store, drafts), reading),
    ...windows(history),
    ...doing(marks, reading),
    ...{ read: reading.read, readThread: reading.readThread, letGo: reading.letGo, person: people.person },
    search: (text, room, narrowed) => createSearch(patiently(ask, wait), text, room, narrowed),
    ...{ nudge: connection.nudge, moved: connection.moved },
    close() {
      closed = true
      connection.close()
      timers.close()
    },
  }
}

/** Signing out takes both away. */
const allOf = (...written: readonly { forget(): void }[]): { forget(): void } => ({ forget: () => written.forEach((one) => one.forget()) })

/** Who wants to hear every event. */
function createEars(): Pick<Client, 'listen'> & { tell(event: ChatEvent): void } {
  const ears = new Set<(event: ChatEvent) => void>()
  return {
    listen(heard) {
      const ear = (event: ChatEvent) => heard(event)
      ears.add(ear)
      return () => void ears.delete(ear)
    },
    tell(event) {
      for (const ear of [...ears]) ear(event)
    },
  }
}

/** What an answer says of the world becomes part of the state. */
const absorbing =
  (ask: Ask, store: Store): Ask =>
  (name, takes, put) =>
    ask(name, takes, (gives) => {
      store.update((state) => absorb(state, name, takes, gives))
      put?.(gives)
    })

function keep(kept: Kept, now: State, before: State): void {
  if (now.outbox !== before.outbox) kept.save({ outbox: now.outbox })
  if (now.drafts !== before.drafts) kept.save({ drafts: Object.fromEntries(now.drafts) })
  // While nobody is known to be in, what was kept stays as it is.
  if (now.marks !== before.marks && (now.me !== null || now.marks.size === 0)) kept.save({ marks: keptMarks(now) })
}

/** The way to the server is opened while the archive is read. What is held says how far one has come: it is known before the rest is asked for. */
function createMemory(store: Store, archive: Archive | undefined, isClosed: () => boolean) {
  let recalled: Promise<unknown> = Promise.resolve()
  async function load(from: Archive, user: UserId): Promise<void> {
    const world = await from.load(user)
    if (!isClosed()) store.update((state) => remembered(state, world))
  }
  return {
    recalled: () => recalled,
    bring({ user, token, cookie }: Partial<Saved>) {
      if (archive && user && (token || cookie)) recalled = load(archive, user).catch(() => undefined)
    },
  }
}

/** What the last run left unsent, half written and untold, before whatever was typed while that was read. */
function recall(state: State, { user, outbox = [], drafts = {}, marks }: Partial<Saved>): State {
  const unsent = outbox.map((one) => (one.state === 'sending' ? { ...one, state: 'waiting' as const, tried: true as const } : one))
  const halves = Object.entries(drafts) as [DraftPlace, string][]
  return { ...state, outbox: [...unsent, ...state.outbox], drafts: new Map([...halves, ...state.drafts]), marks: marksFrom(marks, user) }
}

/** Looks now and then who has stopped writing without saying so. */
function createFading(store: Store, now: () => number, wait: Wait): () => void {
  let fading = false
  return function fadeSoon() {
    if (fading || store.get().typing.size === 0) return
    fading = true
    wait(FADE_EVERY_MS, () => {
      fading = false
      store.update((state) => fade(state, now()))
      fadeSoon()
    })
  }
}

/** Asks again after `slow_down`: for what nobody waits for with a finger on a button. */
function patiently(ask: Ask, wait: Wait): Ask {
  return async (name, takes, put) => {
    for (;;) {
      try {
        return await ask(name, takes, put)
      } catch (error) {
        if (!(error instanceof ChatError) || error.code !== 'slow_down') throw error
        await new Promise<void>((resolve) => wait(error.more.retryAfterMs ?? 1000, resolve))
      }
    }
  }
}

/** A hole in a room's log means that something was lost on the way: coming back by resume fills it. */
function isLost(state: State, event: ChatEvent): boolean {
  if (!isEntry(event) || (event.event === 'room.joined' && event.with.user.id === state.me?.id)) return false
  const room = state.rooms.get(event.room)
  return room !== undefined && event.seq > room.seq + 1
}

type Writing = Pick<Client, 'send' | 'post' | 'revise' | 'choose' | 'retry' | 'discard' | 'takeBack' | 'draft' | 'typing'>

const drafting =
  (store: Store, drafts: Drafts): Client['draft'] =>
  (place, text) => {
    store.update((state) => drafted(state, place, text))
    drafts.look(place)
  }

function writing(store: Store, outbox: Outbox, draft: Client['draft'], reading: Reading): Writing {
  return {
    send(room, text, replyTo, bundle, thread) {
      reading.stopTyping(room)
      outbox.send(room, text, replyTo, bundle, thread)
    },
    ...{ post: outbox.post, revise: outbox.revise, choose: outbox.choose, retry: outbox.retry, discard: outbox.discard, draft },
    takeBack(clientId) {
      const unsent = store.get().outbox.find((one) => one.clientId === clientId)
      if (unsent === undefined || unsent.special || !maySayOtherwise(unsent)) return undefined
      const { room, thread, text } = unsent
      const place = thread === undefined ? room : inThread(room, thread)
      outbox.discard(clientId)
      draft(place, behind(store.get().drafts.get(place), text))
      return unsent
    },
    typing: reading.typing,
  }
}

const doing = ({ put, undo, follow }: MarkTeller, reading: Reading): Pick<Client, 'do' | 'undo' | 'follow'> => ({
  do(marking) {
    // What is in sight is not read again at once.
    if (marking.do === 'unread' && marking.thread === undefined) reading.hold([{ room: marking.room, seq: marking.seq - 1 }])
    if (marking.do === 'read') reading.hold(marking.rooms)
    return put(marking)
  },
  ...{ undo, follow },
})

const windows = (history: History): Pick<Client, 'open' | 'holds' | 'older' | 'newer' | 'jump' | 'members'> => ({
  open: (room) => evenOffline(history.open(room)),
  holds: (room) => history.holds(room),
  older: (room) => evenOffline(history.older(room)),
  newer: (room) => evenOffline(history.newer(room)),
  jump: (room, to) => evenOffline(history.jump(room, to)),
  members: (room) => evenOffline(history.members(room)),
})

/** What is open is loaded when the way is back, so there is nothing to tell anybody. */
async function evenOffline(job: Promise<void>): Promise<void> {
  try {
    await job
  } catch (error) {
    if (!(error instanceof ChatError) || error.code !== 'offline') throw error
  }
}

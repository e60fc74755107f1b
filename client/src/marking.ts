// What one does with what is there: reactions, stars, pins, votes, changed words, words taken back, contacts, what calls for attention, what is
// put off. It is in the state, and laid over what is read, until it is answered; without a way to the server it is kept, and told when there is
// one. Each twice is once for the server, so whatever is unsure is told again.
import { ChatError, errors } from '@hearth/protocol/errors.ts'
import type { MessageId, Seq, UserId } from '@hearth/protocol/ids.ts'
import { emojiForm } from '@hearth/protocol/looks.ts'
import type { Place } from '@hearth/protocol/shapes.ts'
import { answerIn, answering, behind, type DraftPlace, directWith, inThread, toPerson } from './draft-places.ts'
import { withEntry, without } from './maps.ts'
import { type HeldMark, keyOf, type Marking, type Marks, marksOn } from './marks.ts'
import { isThere } from './shown.ts'
import type { State } from './state.ts'
import type { Ask, Store, Wait } from './store.ts'

export { keyOf, type Marking } from './marks.ts'

/** Whose, in the order they were done. */
export type KeptMarks = { readonly user: UserId; readonly list: readonly HeldMark[] }

export type MarkTeller = {
  /** Done, or kept for later. Rejects with what the server says where it refuses at once; words to somebody new stand where one writes then. */
  put(marking: Marking): Promise<'done' | 'kept'>
  /** What waits on a message, a person or a room and was never told is as if it had not been done, what was called off alone; words for later stand where one writes. */
  undo(subject: string): void
  /** What became in another tab of one that waits; without a way to the server words from there wait here too. Null: it was told or undone. */
  follow(key: string, mark: HeldMark | null): void
  /** The way is open: tells what waits. */
  flush(): void
  /** Nothing is tried again by itself. */
  forget(): void
}

type Given = {
  readonly store: Store
  readonly ask: Ask
  readonly wait: Wait
  now(): number
  /** Puts words where one writes. */
  draft(place: DraftPlace, text: string): void
  /** The server does not take what was kept for it; it is taken back by then. `tried`: it went out before as well, and may be done. */
  refused?(mark: HeldMark, failure: unknown): void
}

/** What the server could not do is tried again after so long. */
const AGAIN_MS = 30_000

export function createMarks({ store, ask, wait, now, draft, refused }: Given): MarkTeller {
  /** On their way: nothing of the same key goes beside them, so that the later one holds. */
  const busy = new Set<string>()
  let isTelling = false
  /** Call off what is to be tried again: as soon as the server allows any, and what it could not do. */
  let resting: (() => void) | undefined
  let failing: (() => void) | undefined

  const set = (marks: Marks): void => store.update((state) => ({ ...state, marks }))
  const drop = (key: string): void => set(without(store.get().marks, key))
  const held = (key: string): HeldMark | undefined => store.get().marks.get(key)

  async function flush(): Promise<void> {
    if (isTelling) return
    isTelling = true
    const tried = new Set<HeldMark>()
    for (let next = nextOf(tried); next; next = nextOf(tried)) {
      const going: HeldMark = { ...next, tried: true }
      tried.add(going)
      set(withEntry(store.get().marks, keyOf(going), going))
      await tell(next, going)
    }
    isTelling = false
  }

  /** Looked for each time: somebody else may be in by now, and what waits may be another. */
  function nextOf(tried: ReadonlySet<HeldMark>): HeldMark | undefined {
    const { me, connection, marks } = store.get()
    if (connection.is !== 'open' || me === null || resting) return undefined
    return [...marks.values()].find((mark) => !tried.has(mark) && !busy.has(keyOf(mark)))
  }

  async function tell(before: HeldMark, going: HeldMark): Promise<void> {
    const failure = await told(going)
    const key = keyOf(going)
    if (isForLater(failure)) return again(failure)
    if (held(key) !== going) return
    drop(key)
    if (failure !== undefined) takeBack(before, failure)
  }

  /** Why not; undefined: it is told. */
  async function told(marking: Marking): Promise<unknown> {
    const key = keyOf(marking)
    busy.add(key)
    try {
      if (!isThere(store.get(), marking)) await asked(ask, marking, store.get())
      return undefined
    } catch (failure) {
      return failure ?? new ChatError('internal')
    } finally {
      busy.delete(key)
    }
  }

  /** A server that is too busy wants no other before that time, either; whatever else failed keeps nothing waiting. */
  function again(failure: ChatError): void {
    if (store.get().connection.is !== 'open') return
    if (failure.code === 'slow_down') {
      resting?.()
      resting = wait(failure.more.retryAfterMs ?? 1000, () => {
        resting = undefined
        void flush()
      })
    } else
      failing ??= wait(AGAIN_MS, () => {
        failing = undefined
        void flush()
      })
  }

  /** It is as if it had not been done; words that are not taken go back to where one writes. */
  function takeBack(mark: HeldMark, failure: unknown): void {
    giveBack(mark)
    refused?.(mark, failure)
  }

  /** Behind what stands there by now; what they answered, unless that answers something. */
  function giveBack(mark: HeldMark): void {
    const words = wordsIn(mark, store.get())
    if (words === undefined) return
    const { drafts } = store.get()
    const { place, text } = words
    draft(place, behind(drafts.get(place), text))
    if (mark.do === 'later' && mark.replyTo !== undefined && answerIn(drafts, mark.room) === null) draft(answering(mark.room), mark.replyTo)
  }

  async function put(wanted: Marking): Promise<'done' | 'kept'> {
    // What stands there already is taken off as it stands.
    const marking = wanted.do === 'react' && wanted.on ? { ...wanted, emoji: emojiForm(wanted.emoji) } : wanted
    const key = keyOf(marking)
    const { connection, marks } = store.get()
    if (connection.is !== 'open' || marks.has(key)) {
      set(last(marks, { ...marking, at: now(), waits: true }))
      void flush()
      return 'kept'
    }
    const going: HeldMark = { ...marking, at: now(), tried: true }
    set(last(marks, going))
    const failure = await told(going)
    const isStill = held(key) === going
    if (isForLater(failure)) {
      if (isStill) set(withEntry(store.get().marks, key, { ...going, waits: true }))
      again(failure)
      return 'kept'
    }
    if (isStill) drop(key)
    // What was done meanwhile waited for this one.
    void flush()
    if (failure === undefined) return 'done'
    // Other words are still in the form they were written in.
    if (isStill && going.do === 'write') giveBack(going)
    throw failure
  }

  return {
    put,
    undo(subject) {
      const { marks } = store.get()
      const untold = marksOn(marks, subject).filter((mark) => mark.waits && !mark.tried)
      // What is not called off any more is what it was before that, with the words one has changed.
      const undone = untold.at(-1)?.do === 'drop' ? untold.slice(-1) : untold
      if (undone.length > 0) set(new Map([...marks].filter(([, mark]) => !undone.includes(mark))))
      // Changed words stand in their message; those for later, and to somebody new, stand nowhere else.
      for (const mark of undone) if (mark.do === 'later' || mark.do === 'write') giveBack(mark)
    },
    follow(key, mark) {
      const { marks, connection } = store.get()
      const here = marks.get(key)
      if (busy.has(key)) return
      if (here === undefined) {
        // Nobody tells it once that tab is closed; under its clientId it is said once, whoever tells it.
        if (mark !== null && 'clientId' in mark && connection.is !== 'open') set(last(marks, { ...mark, waits: true }))
      } else if (!here.waits) return
      else if (mark === null) drop(key)
      else if (mark.at > here.at) set(last(marks, { ...mark, waits: true }))
      else if (mark.at === here.at && mark.tried && !here.tried) set(withEntry(marks, key, { ...here, tried: true }))
    },
    flush: () => void flush(),
    forget() {
      resting?.()
      failing?.()
      resting = failing = undefined
    },
  }
}

/** In the order of what was done last. */
const last = (marks: Marks, mark: HeldMark): Marks => withEntry(without(marks, keyOf(mark)), keyOf(mark), mark)

/** Words of one's own, and where they are written. */
function wordsIn(mark: Marking, state: State): { readonly place: DraftPlace; readonly text: string } | undefined {
  switch (mark.do) {
    case 'edit':
      return { place: mark.thread === undefined ? mark.room : inThread(mark.room, mark.thread), text: mark.text }
    case 'later':
      return { place: mark.room, text: mark.text }
    case 'change':
      return mark.kind === 'send' ? { place: mark.room, text: mark.text } : undefined
    case 'write':
      return { place: directWith(state, mark.user) ?? toPerson(mark.user), text: mark.text }
    default:
      return undefined
  }
}

/** What the last run could not tell; nobody tells what somebody else did. */
export const marksFrom = (kept: KeptMarks | undefined, user: UserId | null | undefined): Marks =>
  new Map(kept !== undefined && kept.user === user ? kept.list.map((mark) => [keyOf(mark), { ...mark, waits: true }]) : [])

/** What outlives this run. */
export const keptMarks = ({ me, marks }: State): KeptMarks | undefined =>
  me === null || marks.size === 0 ? undefined : { user: me.id, list: [...marks.values()] }

/** The way closed, or the sign-in ended; whoever comes back as the same person tells it then. */
const LATER: ReadonlySet<string> = new Set(['offline', 'session_unknown', 'not_signed_in', 'shutting_down'])

/** Not now, but perhaps in a while: nothing is said against it. */
const isForLater = (failure: unknown): failure is ChatError =>
  failure instanceof ChatError && (LATER.has(failure.code) || errors[failure.code].retry)

function asked(ask: Ask, marking: Marking, state: State): Promise<unknown> {
  switch (marking.do) {
    case 'contact':
      return ask(marking.on ? 'contact.add' : 'contact.remove', { user: marking.user })
    case 'name':
      return ask('contact.mark', { user: marking.user, nickname: marking.name })
    case 'block':
      return ask('contact.mark', { user: marking.user, blocked: marking.on })
    case 'notify':
      return ask('room.notify', { room: marking.room, level: marking.level })
    case 'later': {
      const { room, text, due, clientId, replyTo } = marking
      return ask('later.send', { room, text, due, clientId, ...(replyTo === undefined ? {} : { replyTo }) })
    }
    case 'change':
      return ask('later.change', { later: marking.later, text: marking.text, due: marking.due })
    case 'drop':
      return ask('later.drop', { later: marking.later })
    case 'write': {
      const { user, text, clientId } = marking
      return ask('room.direct', { user }).then(({ room }) => ask('message.send', { room: room.id, text, clientId }))
    }
    case 'read':
      return readIn(ask, marking, state)
    default:
      return askedOf(ask, marking)
  }
}

/** Rooms one has left meanwhile are left out, and those in which another device has read further, unless it is to go back. */
function readIn(ask: Ask, { rooms, threads, back }: Extract<Marking, { readonly do: 'read' }>, state: State): Promise<unknown> {
  const readSeq = ({ room }: Place): Seq => state.rooms.get(room)?.readSeq ?? Number.POSITIVE_INFINITY
  const places = rooms.filter((one) => (back ? state.rooms.has(one.room) : readSeq(one) < one.seq))
  return Promise.all([
    ...(places.length === 0 ? [] : [ask('room.mark', { places: places.map(({ room, seq }) => ({ room, seq })) })]),
    ...threads
      .filter(({ room }) => state.rooms.has(room))
      .map(({ room, id, seq }) => ask('thread.read', { room, id, seq, ...(back && { back }) })),
  ])
}

/** What is done with a message. */
function askedOf(ask: Ask, marking: Extract<Marking, { readonly id: MessageId }>): Promise<unknown> {
  const { room, id } = marking
  switch (marking.do) {
    case 'react':
      return ask(marking.on ? 'message.react' : 'message.unreact', { room, id, emoji: marking.emoji })
    case 'star':
      return ask(marking.on ? 'message.star' : 'message.unstar', { room, id })
    case 'pin':
      return ask(marking.on ? 'message.pin' : 'message.unpin', { room, id })
    case 'edit':
      return ask('message.edit', { room, id, text: marking.text })
    case 'vote':
      return ask('poll.vote', { room, id, options: [...marking.options] })
    case 'close':
      return ask('poll.close', { room, id })
    case 'delete':
      return ask('message.delete', { room, id })
    case 'follow':
      return ask('thread.follow', { room, id, on: marking.on })
    case 'remind':
      return ask('later.remind', { room, id, due: marking.due, note: marking.note })
    case 'unread': {
      const seq = marking.seq - 1
      const { thread } = marking
      return thread === undefined
        ? ask('room.mark', { places: [{ room, seq }] })
        : ask('thread.read', { room, id: thread, seq, back: true })
    }
  }
}

// People, rooms, threads and what is put off as one has left them oneself, also while the server does not know it: laid over what it said.
import type { LaterId, MessageId, Seq, UserId } from '@hearth/protocol/ids.ts'
import { keptWords } from '@hearth/protocol/kept-words.ts'
import type { Later } from '@hearth/protocol/later-shapes.ts'
import type { Mark } from '@hearth/protocol/own-shapes.ts'
import type { Message, Room } from '@hearth/protocol/shapes.ts'
import { withEntry, without } from './maps.ts'
import { type HeldMark, keyOf, type Marking, type Marks, marksOn } from './marks.ts'
import type { Own } from './own.ts'
import type { State } from './state.ts'
import type { ThreadPlaces } from './thread-places.ts'
import { standsInRoom } from './threads.ts'

const shown = new WeakMap<Marks, { readonly own: Own; readonly made: Own }>()

/** What one keeps for oneself; the very same where nothing of it waits. */
export function ownShown({ own, marks }: Pick<State, 'own' | 'marks'>): Own {
  if (marks.size === 0) return own
  const known = shown.get(marks)
  if (known?.own === own) return known.made
  const made = [...marks.values()].reduce(withOwnMark, own)
  shown.set(marks, { own, made })
  return made
}

function withOwnMark(own: Own, mark: HeldMark): Own {
  switch (mark.do) {
    case 'name':
    case 'block':
      return { ...own, marks: withEntry(own.marks, mark.user, marked(own.marks.get(mark.user), mark)) }
    case 'notify':
      return { ...own, levels: mark.level === null ? without(own.levels, mark.room) : withEntry(own.levels, mark.room, mark.level) }
    case 'later':
    case 'remind':
      // One that is being told is there as soon as it is answered, or heard of before that.
      return !mark.waits || ((mark.do === 'remind' || mark.tried) && hasTwin(own, mark))
        ? own
        : { ...own, later: withEntry(own.later, laterId(mark), laterOf(mark)) }
    case 'change':
      return { ...own, later: changed(own.later, mark) }
    case 'drop':
      // It stands where it stood as long as that waits, so that it can be undone.
      return mark.waits ? own : { ...own, later: without(own.later, mark.later) }
    default:
      return own
  }
}

/** It waits again, whatever became of it before. */
function changed(later: Own['later'], { later: id, text, due }: Extract<Marking, { readonly do: 'change' }>): Own['later'] {
  const before = later.get(id)
  if (before === undefined) return later
  const { failure: _why, ...rest } = before
  return withEntry(later, id, { ...rest, text: keptWords(text), due, state: 'waiting' })
}

function marked(before: Mark | undefined, mark: HeldMark & { readonly do: 'name' | 'block' }): Mark {
  const nickname = mark.do === 'name' ? mark.name : before?.nickname
  const isBlocked = mark.do === 'block' ? mark.on : before?.blocked
  return { user: mark.user, ...(nickname == null ? {} : { nickname }), ...(isBlocked ? { blocked: true } : {}) }
}

type PutOffMark = Extract<Marking, { readonly do: 'later' | 'remind' }>
type PutOff = HeldMark & PutOffMark

/** Until the server names it: by what it is called among what waits. */
const laterId = (mark: PutOff): LaterId => keyOf(mark) as LaterId

const laterOf = (mark: PutOff): Later => ({
  ...{ id: laterId(mark), room: mark.room, seq: null, due: mark.due, state: 'waiting' },
  ...(mark.do === 'remind'
    ? { kind: 'remind', text: mark.note, message: mark.id }
    : { kind: 'send', text: mark.text, message: mark.replyTo ?? null }),
})

/** Of what is put off: what one did and the server does not know yet. */
export const heldLater = (marks: Marks, { id }: Pick<Later, 'id'>): HeldMark | undefined => marks.get(id)

/** What is to be said to somebody with whom there is no private chat yet. */
export type Letter = HeldMark & { readonly do: 'write' }
export const lettersIn = (marks: Marks): readonly Letter[] => [...marks.values()].filter((mark) => mark.do === 'write')

/** Called off by oneself, while the server does not know it. */
export const isDropped = (marks: Marks, { id }: Pick<Later, 'id'>): boolean => marksOn(marks, id).some((mark) => mark.do === 'drop')

/** How many reminders are due, and words that could not be said, which one has not called off. */
export const dueShown = (state: Pick<State, 'own' | 'marks'>): number =>
  [...ownShown(state).later.values()].filter((later) => later.state !== 'waiting' && !isDropped(state.marks, later)).length

/**
 * A reminder has no clientId: the one that is there already is the one that was asked for. One that is gone need not be called off; words that are
 * gone may have been said: the server is asked.
 */
export const isThere = ({ own }: { readonly own: Own }, marking: Marking): boolean =>
  marking.do === 'drop' ? marking.kind === 'remind' && !own.later.has(marking.later) : marking.do === 'remind' && hasTwin(own, marking)

/** Does the server keep what says the same, for the same moment? */
function hasTwin(own: Own, marking: PutOffMark): boolean {
  const [is, about, words] =
    marking.do === 'remind' ? ['remind', marking.id, marking.note] : ['send', marking.replyTo ?? null, marking.text]
  const { room, due } = marking
  return [...own.later.values()].some(
    (one) => one.kind === is && one.room === room && one.message === about && one.due === due && one.text === keptWords(words),
  )
}

/** Whom one keeps. */
export function contactsShown({ contacts, marks }: Pick<State, 'contacts' | 'marks'>): ReadonlySet<UserId> {
  const own = [...marks.values()].filter((mark) => mark.do === 'contact')
  if (own.length === 0) return contacts
  const after = new Set(contacts)
  for (const { user, on } of own) on ? after.add(user) : after.delete(user)
  return after
}

/** Does one take part in the thread that began with this message? */
export const isFollowed = ({ threads, marks }: Pick<State, 'threads' | 'marks'>, root: MessageId): boolean =>
  marksOn(marks, root).reduce((before, mark) => (mark.do === 'follow' ? mark.on : before), threads.has(root))

const threadsOf = new WeakMap<Marks, { readonly threads: ThreadPlaces; readonly made: ThreadPlaces }>()

/** The threads one takes part in, without those one let go, each as far as one has read it by one's own word; the very same where nothing waits. */
export function threadsShown({ threads, marks }: Pick<State, 'threads' | 'marks'>): ThreadPlaces {
  if (marks.size === 0) return threads
  const known = threadsOf.get(marks)
  if (known?.threads === threads) return known.made
  const made = [...marks.values()].reduce(withThreadMark, threads)
  threadsOf.set(marks, { threads, made })
  return made
}

function withThreadMark(threads: ThreadPlaces, mark: HeldMark): ThreadPlaces {
  switch (mark.do) {
    case 'follow':
      return followed(threads, mark)
    case 'unread': {
      const { room, thread: id, seq, unread } = mark
      return id === undefined ? threads : withEntry(threads, id, { room, id, seq: seq - 1, unread })
    }
    case 'read':
      return mark.threads.reduce((now, place) => (now.has(place.id) ? withEntry(now, place.id, place) : now), threads)
    default:
      return threads
  }
}

/** How far the replies of one that is only now followed reach, the server will say: until then nothing of it is counted. */
function followed(threads: ThreadPlaces, { on, room, id, seq }: Extract<Marking, { readonly do: 'follow' }>): ThreadPlaces {
  if (!on) return without(threads, id)
  return seq === undefined || threads.has(id) ? threads : withEntry(threads, id, { room, id, seq, unread: 0 })
}

const ALL_READ = keyOf({ do: 'read', rooms: [], threads: [] })

/** A room as far as one has read it, by one's own word: the last of them holds. */
export function roomShown(marks: Marks, room: Room): Room {
  if (marks.size === 0) return room
  const ownKey = `unread ${room.id} `
  const [back, all] = [marks.get(ownKey), marks.get(ALL_READ)]
  const read = all?.do === 'read' ? all.rooms.find((one) => one.room === room.id) : undefined
  const isBack = back?.do === 'unread' && (read === undefined || lastOf(marks, ownKey, ALL_READ) === ownKey)
  if (isBack) return { ...room, readSeq: back.seq - 1, unread: back.unread, mentions: back.mentions }
  if (read === undefined || all?.do !== 'read') return room
  return all.back ? { ...room, readSeq: read.seq, unread: read.unread, mentions: read.mentions } : readUpTo(room, read.seq)
}

const lastOf = (marks: Marks, ...keys: readonly string[]): string | undefined => [...marks.keys()].findLast((key) => keys.includes(key))

/** What was said behind that is new, if anything was. */
function readUpTo(room: Room, seq: Seq): Room {
  if (room.readSeq >= seq) return room
  const after = Math.max(0, room.seq - seq)
  return { ...room, readSeq: seq, unread: Math.min(room.unread, after), mentions: Math.min(room.mentions, after) }
}

/** Marks a message and what follows it as unread; of a thread with its replies. */
export function unreadFrom({ me }: State, room: Room, from: Message, held: readonly Message[], thread?: MessageId): Marking {
  const theirs = held.filter((one) => one.seq >= from.seq && one.author !== me?.id && (thread !== undefined || standsInRoom(one)))
  const mentions = theirs.filter((one) => me !== null && one.mentions.includes(me.id)).length
  const { id, seq } = from
  return { do: 'unread', room: room.id, id, seq, unread: theirs.length, mentions, ...(thread === undefined ? {} : { thread }) }
}

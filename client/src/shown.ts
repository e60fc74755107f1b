// People, rooms, threads and what is put off as one has left them oneself, also while the server does not know it: laid over what it said.
import type { LaterId, MessageId, UserId } from '@hearth/protocol/ids.ts'
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
    default:
      return own
  }
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

/** A reminder has no clientId: the one that is there already is the one that was asked for. */
export const isThere = ({ own }: { readonly own: Own }, marking: Marking): boolean => marking.do === 'remind' && hasTwin(own, marking)

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

/** How far the replies of one that is only now followed reach, the server will say: until then nothing of it is counted. */
function withThreadMark(threads: ThreadPlaces, mark: HeldMark): ThreadPlaces {
  if (mark.do === 'follow' && !mark.on) return without(threads, mark.id)
  if (mark.do !== 'unread' || mark.thread === undefined) return threads
  const { room, thread: id, seq, unread } = mark
  return withEntry(threads, id, { room, id, seq: seq - 1, unread })
}

/** A room as far as one has read it, by one's own word. */
export function roomShown(marks: Marks, room: Room): Room {
  const back = marks.size === 0 ? undefined : marks.get(`unread ${room.id} `)
  return back?.do !== 'unread' ? room : { ...room, readSeq: back.seq - 1, unread: back.unread, mentions: back.mentions }
}

/** Marks a message and what follows it as unread; of a thread with its replies. */
export function unreadFrom({ me }: State, room: Room, from: Message, held: readonly Message[], thread?: MessageId): Marking {
  const theirs = held.filter((one) => one.seq >= from.seq && one.author !== me?.id && (thread !== undefined || standsInRoom(one)))
  const mentions = theirs.filter((one) => me !== null && one.mentions.includes(me.id)).length
  const { id, seq } = from
  return { do: 'unread', room: room.id, id, seq, unread: theirs.length, mentions, ...(thread === undefined ? {} : { thread }) }
}

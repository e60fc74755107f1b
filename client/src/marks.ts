// What one did and the server has not answered yet, laid over what is read: what the server said stays what it said, so that taking one back is
// leaving it out. Here what was done with messages; `shown.ts`: with people and rooms.
import type { At, LaterId, MessageId, RoomId, Seq, UserId } from '@hearth/protocol/ids.ts'
import type { Later as PutOff } from '@hearth/protocol/later-shapes.ts'
import type { Level } from '@hearth/protocol/own-shapes.ts'
import type { Message, Place } from '@hearth/protocol/shapes.ts'
import type { ThreadPlace } from '@hearth/protocol/thread-commands.ts'
import { choosing, deleted, edited, pinned, react, unpinned, unreact, withPoll } from './message-changes.ts'
import type { Stars } from './stars.ts'

type Of = { readonly room: RoomId; readonly id: MessageId }
type Later = { readonly room: RoomId; readonly clientId: string; readonly due: At }
/** What the server has put off. */
type OfLater = { readonly room: RoomId; readonly later: LaterId }
/** How far one has read in a room, and what is new behind that. */
export type RoomRead = Place & { readonly unread: number; readonly mentions: number }
export type Marking =
  | (Of & { readonly do: 'react'; readonly emoji: string; readonly on: boolean })
  | (Of & { readonly do: 'star'; readonly on: boolean })
  | (Of & { readonly do: 'pin'; readonly on: boolean })
  /** `thread`: of a reply, where its thread began. */
  | (Of & { readonly do: 'edit'; readonly text: string; readonly thread?: MessageId | undefined })
  /** All that one chooses of a poll. */
  | (Of & { readonly do: 'vote'; readonly options: readonly number[] })
  /** Of a poll: nobody votes any more. */
  | (Of & { readonly do: 'close' })
  | (Of & { readonly do: 'delete' })
  /** Take part in the thread that began with it, or not any more. `seq`: all of it up to there counts as read. */
  | (Of & { readonly do: 'follow'; readonly on: boolean; readonly seq?: Seq })
  /** It and what follows it are unread, in the room or in `thread`; of others' words so many, and of those so many call one. */
  | (Of & { readonly do: 'unread'; readonly seq: Seq; readonly thread?: MessageId; readonly unread: number; readonly mentions: number })
  /** Be reminded of it. */
  | (Of & { readonly do: 'remind'; readonly due: At; readonly note: string })
  /** Have the server say something later, once with this clientId. */
  | (Later & { readonly do: 'later'; readonly text: string; readonly replyTo?: MessageId })
  /** Other words for what is put off, and when. */
  | (OfLater & { readonly do: 'change'; readonly kind: PutOff['kind']; readonly text: string; readonly due: At })
  /** Call it off; of a reminder: it is done. */
  | (OfLater & { readonly do: 'drop'; readonly kind: PutOff['kind'] })
  /** Say something to somebody with whom one has no private chat yet: it begins with that, once with this clientId. */
  | { readonly do: 'write'; readonly user: UserId; readonly text: string; readonly clientId: string }
  /** How far one has read in all of these. `back`: also where one has read further; that is how it is undone. */
  | { readonly do: 'read'; readonly rooms: readonly RoomRead[]; readonly threads: readonly ThreadPlace[]; readonly back?: true }
  | { readonly do: 'contact'; readonly user: UserId; readonly on: boolean }
  /** A name of one's own for somebody; null: by theirs again. */
  | { readonly do: 'name'; readonly user: UserId; readonly name: string | null }
  | { readonly do: 'block'; readonly user: UserId; readonly on: boolean }
  /** What of a room calls for attention; null: what one's settings say. */
  | { readonly do: 'notify'; readonly room: RoomId; readonly level: Level | null }

/** One that is not answered. */
export type HeldMark = Marking & {
  /** When it was done, epoch milliseconds. */
  readonly at: At
  /** There was no way to the server, or it could not do it then: it is told later. */
  readonly waits?: true
  /** It went out, and no answer came: it may be done already. */
  readonly tried?: true
}

/** By `keyOf`, in the order they were done. */
export type Marks = ReadonlyMap<string, HeldMark>

/** Of two that differ in nothing but what is to be the later one holds. */
export function keyOf(marking: Marking): string {
  const { do: does } = marking
  if (does === 'react') return `react ${marking.id} ${marking.emoji}`
  if (does === 'remind') return `remind ${marking.id} ${marking.due}`
  if (does === 'unread') return `unread ${marking.thread ?? marking.room} `
  return `${does} ${subjectOf(marking)} `
}

/** What is done with all that waits at once. */
export const EVERYTHING = 'everything'

/** What it was done with: a message, a person, a room, what is put off, or words of one's own by their clientId. */
export function subjectOf(marking: Marking): string {
  if ('id' in marking) return marking.id
  if ('clientId' in marking) return marking.clientId
  if ('user' in marking) return marking.user
  if ('later' in marking) return marking.later
  return marking.do === 'read' ? EVERYTHING : marking.room
}

const NONE: readonly HeldMark[] = []
const found = new WeakMap<Marks, ReadonlyMap<string, readonly HeldMark[]>>()

/** With one message, person or room, in the order they were done. */
export function marksOn(marks: Marks, subject: string): readonly HeldMark[] {
  if (marks.size === 0) return NONE
  const known = found.get(marks) ?? bySubject(marks)
  found.set(marks, known)
  return known.get(subject) ?? NONE
}

function bySubject(marks: Marks): ReadonlyMap<string, readonly HeldMark[]> {
  const all = new Map<string, readonly HeldMark[]>()
  for (const mark of marks.values()) all.set(subjectOf(mark), [...(all.get(subjectOf(mark)) ?? NONE), mark])
  return all
}

/** A message as one has left it oneself. */
export const marked = (message: Message, marks: Marks, me: UserId): Message =>
  marksOn(marks, message.id).reduce((now, mark) => withMark(now, mark, me), message)

/** The same for several; the very same ones where nothing is marked. */
export function markedAll(messages: readonly Message[], marks: Marks, me: UserId): readonly Message[] {
  return messages.some(({ id }) => marksOn(marks, id).length > 0) ? messages.map((message) => marked(message, marks, me)) : messages
}

type Known = { readonly stars: Stars; readonly marks: Marks }

/** What one saved, as one has left it oneself. */
export function starsShown({ stars, marks }: Known): Stars {
  const own = [...marks.values()].filter((mark) => mark.do === 'star')
  if (own.length === 0) return stars
  const after = new Map(stars)
  for (const { id, room, on } of own) {
    if (!on) after.delete(id)
    else if (!after.has(id)) after.set(id, room)
  }
  return after
}

export const isStarred = ({ stars, marks }: Known, id: MessageId): boolean =>
  marksOn(marks, id).reduce((before, mark) => (mark.do === 'star' ? mark.on : before), stars.has(id))

/** Without those that one took off, or whose message one took back. */
export const pinsShown = <P extends { readonly id: MessageId }>(pins: readonly P[], marks: Marks): readonly P[] =>
  pins.filter(({ id }) => !marksOn(marks, id).some((mark) => mark.do === 'delete' || (mark.do === 'pin' && !mark.on)))

function withMark(message: Message, mark: HeldMark, me: UserId): Message {
  if (message.deletedAt !== undefined) return message
  switch (mark.do) {
    case 'react':
      return (mark.on ? react : unreact)(message, mark.emoji, me)
    case 'pin':
      return mark.on ? pinned(message) : unpinned(message)
    case 'edit':
      // Whom the words call the server will say.
      return edited(message, { text: mark.text, editedAt: mark.at, mentions: message.mentions })
    case 'vote':
      return voted(message, mark.options)
    case 'close':
      return message.poll?.closed === undefined ? withPoll(message, { closed: mark.at }) : message
    case 'delete':
      return deleted(message, { deletedAt: mark.at, by: me })
    default:
      // The rest of it changes no message.
      return message
  }
}

/** How the poll stands with one's own voice where it will be. */
function voted(message: Message, options: readonly number[]): Message {
  const { poll } = message
  if (poll === undefined || poll.closed !== undefined) return message
  const { mine: before = [] } = poll
  const counts = poll.counts.map((count, at) => count + Number(options.includes(at)) - Number(before.includes(at)))
  const voters = poll.voters + Number(options.length > 0) - Number(before.length > 0)
  return choosing({ ...message, poll: { ...poll, counts, voters } }, options)
}

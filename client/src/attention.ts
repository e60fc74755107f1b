// What calls for somebody's attention, and when nothing may: the same for every client that can ring a bell.
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { MessageId, RoomId, Seq, UserId } from '@hearth/protocol/ids.ts'
import type { Later } from '@hearth/protocol/later-shapes.ts'
import type { OwnSettings, Quiet } from '@hearth/protocol/own-shapes.ts'
import type { RoomKind } from '@hearth/protocol/shapes.ts'
import { called, shownNames } from './called.ts'
import { isBlocked, levelOf } from './own.ts'
import { isFollowed } from './shown.ts'
import type { State } from './state.ts'
import { standsInRoom } from './threads.ts'

/** Something that was said, and why it calls. */
export type Call = {
  readonly room: RoomId
  readonly seq: Seq
  readonly id: MessageId
  /** The message its thread began with, where it stands in that alone. */
  readonly thread?: MessageId
  readonly why: 'said' | 'mention' | 'word' | 'thread' | 'reminder'
  /** Who said it, and where. */
  readonly title: string
  /** Empty where one wishes not to have it shown. */
  readonly text: string
}

/** Does this event call for attention? Undefined: no. Asked with the state as it is after the event. */
export function callOf(state: State, event: ChatEvent): Call | undefined {
  if (event.event === 'later.kept') return reminderOf(state, event.with.later)
  if (event.event !== 'message.said' || event.room === undefined || event.seq === undefined || event.with.text === null) return undefined
  const { id, author, text, mentions, files } = event.with
  const room = state.rooms.get(event.room)
  if (room === undefined || author === state.me?.id || isBlocked(state, author)) return undefined
  // What is caught up with after an absence was read elsewhere, or waits in the lists.
  if ((standsInRoom(event.with) && event.seq <= room.readSeq) || event.seq < room.seq) return undefined
  const level = levelOf(state, room)
  if (level === 'none') return undefined
  const isMention = state.me !== null && mentions.includes(state.me.id)
  const isWord = !isMention && holdsAny(text, state.own.settings.words)
  const isInMine = event.with.thread !== undefined && isFollowed(state, event.with.thread)
  const isPlain = !isMention && !isWord && !isInMine
  // What stands in a thread alone is nothing to who takes no part in it.
  if (isPlain && (level === 'mentions' || !standsInRoom(event.with))) return undefined
  const person = state.people.get(author)
  const name = person === undefined ? '' : called(person, shownNames(state)).displayName
  return {
    room: room.id,
    seq: event.seq,
    id,
    ...(event.with.thread === undefined || standsInRoom(event.with) ? {} : { thread: event.with.thread }),
    why: isMention ? 'mention' : isWord ? 'word' : isInMine ? 'thread' : 'said',
    title: room.kind === 'direct' || name === '' ? name || room.name : `${name} · ${room.name}`,
    text: state.own.settings.hideContent ? '' : text || (files ?? []).map((file) => file.name).join(', '),
  }
}

/** Was it read, here or on another device, or taken back? Of what stands in a thread alone the thread tells. */
export function isAnswered({ room, thread, seq, id }: Call, event: ChatEvent, me: UserId | undefined): boolean {
  switch (event.event) {
    case 'room.read':
      return thread === undefined && room === event.room && seq <= event.with.seq
    case 'thread.placed':
      return thread !== undefined && thread === event.with.id && (!event.with.on || seq <= event.with.seq)
    case 'message.said':
      // Whoever answers in a thread has read it.
      return thread !== undefined && thread === event.with.thread && event.with.author === me
    case 'message.deleted':
      return id === event.with.id
    case 'room.deleted':
      return room === event.room
    default:
      return false
  }
}

function reminderOf(state: State, { room, message, seq, text, state: stands }: Later): Call | undefined {
  const place = state.rooms.get(room)
  if (stands !== 'due' || place === undefined || message === null || seq === null) return undefined
  return { room, seq, id: message, why: 'reminder', title: place.name, text: state.own.settings.hideContent ? '' : text }
}

/** Reminders whose time came after that moment (epoch milliseconds), and that nobody has done with yet. */
export const dueSince = ({ own }: Pick<State, 'own'>, since: number): readonly Later[] =>
  [...own.later.values()].filter(({ kind, state, due }) => kind === 'remind' && state === 'due' && due > since)

/** Is one of the words in the text, as a whole word, whatever its capitals? */
export function holdsAny(text: string, words: readonly string[]): boolean {
  if (words.length === 0) return false
  const lower = text.normalize('NFKC').toLowerCase()
  return words.some((word) => holds(lower, word.toLowerCase()))
}

const LETTER = /[\p{L}\p{M}\p{N}]/u
/** Scripts that put no spaces between words. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u

function holds(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (UNSPACED.test(word)) return true
    const before = [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? ''
    const after = [...text.slice(at + word.length, at + word.length + 2)][0] ?? ''
    if (!LETTER.test(before) && !LETTER.test(after)) return true
  }
  return false
}

/** May nothing disturb at this moment? `now`, and the hours, are by the clock of this device. */
export function isQuiet({ until, hours }: Quiet, now: number): boolean {
  if (until !== null && now < until) return true
  if (hours === null || hours.from === hours.to) return false
  const date = new Date(now)
  const minute = date.getHours() * 60 + date.getMinutes()
  const [from, to] = [minuteOf(hours.from), minuteOf(hours.to)]
  return from < to ? minute >= from && minute < to : minute >= from || minute < to
}

/** Does one wish not to be disturbed: so chosen, or quiet at this moment? */
export const isResting = ({ quiet, shownAs }: Pick<OwnSettings, 'quiet' | 'shownAs'>, now: number): boolean =>
  shownAs === 'busy' || isQuiet(quiet, now)

const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

/** Does what is looked at in this room count as read by itself? */
export const readsBySight = ({ readWhen }: Pick<OwnSettings, 'readWhen'>, kind: RoomKind): boolean =>
  readWhen === 'seen' || (readWhen === 'private' && kind === 'direct')

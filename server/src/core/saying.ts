// Saying what memory alone cannot decide: with files, or with something besides words. Plain words go the short way (messages.ts).
import { ChatError } from '@hearth/protocol/errors.ts'
import type { EventWith } from '@hearth/protocol/events.ts'
import type { FileId, MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { letters, MESSAGE_CHANCE } from '@hearth/protocol/make-id.ts'
import { MOST_CALLED, may } from '@hearth/protocol/permissions.ts'
import type { RoomKind } from '@hearth/protocol/shapes.ts'
import * as members from '#store/members.ts'
import * as rows from '#store/messages.ts'
import type { Tx } from '#store/open.ts'
import * as polls from '#store/polls.ts'
import type { Extra, Say } from '#store/say.ts'
import * as places from '#store/thread-places.ts'
import { type Core, quietly } from './context.ts'
import { attach, bundle } from './files.ts'
import { tellRoom } from './log.ts'
import { checkChanges, checkSpeaks } from './moderation/speaking.ts'
import type { Outcome, Somebody } from './outcome.ts'
import { checkIn, type Place } from './seats.ts'
import { takePart } from './taking-part.ts'
import { extraView } from './views.ts'

export type Whole = {
  readonly room: RoomId
  readonly text: string
  readonly clientId: string
  readonly replyTo: MessageId | null
  /** Names that may be mentioned, as `mentionedKeys` found them. */
  readonly keys: readonly string[]
  readonly files: readonly FileId[]
  /** What it holds besides; decided in its turn. */
  readonly extra?: (tx: Tx) => Promise<Extra>
}

/** What goes with the words is taken along in the same write: the message has all of it, or is not said. */
export async function sayWhole(core: Core, tx: Tx, caller: Somebody, whole: Whole): Promise<Outcome<'message.send'>> {
  const { room, text, clientId, replyTo, keys, files } = whole
  const author = caller.user
  const twin = await rows.byClientId(tx, author, clientId)
  if (twin !== undefined && twin.room !== room) throw new ChatError('client_id_used')
  if (twin !== undefined) return quietly({ id: twin.id, seq: twin.seq, at: twin.at })
  const place = await checkIn(tx, room, author)
  // Nobody who is to be refused counts as having spoken: what is called how is looked at first.
  const taken = await bundle(core, tx, caller, room, files)
  if (taken.length > 0) checkChanges(core, place, taken.map(({ name }) => name).join('\n'))
  checkSpeaks(core, place, text)
  const quoted = replyTo === null ? undefined : await checkMessage(tx, room, replyTo)
  const extra = await whole.extra?.(tx)
  const answered = quoted ?? (extra?.thread === undefined ? undefined : await unheardOf(tx, room, extra.thread))
  const mentions = await mentioned(core, tx, speakingAt(place), keys, answered)
  const chance = letters(core.chance(MESSAGE_CHANCE), MESSAGE_CHANCE)
  const words: Say = {
    ...{ room, author, text, clientId, replyTo, mentions, at: core.now(), chance },
    ...(taken.length === 0 ? {} : { files: taken.length }),
    ...(extra === undefined || Object.keys(extra).length === 0 ? {} : { extra }),
  }
  const { id, seq, at } = await rows.say(tx, words)
  core.pulse.said++
  if (extra?.poll !== undefined) await polls.begin(tx, room, id, extra.poll.options.length)
  const reply = extra?.thread === undefined ? undefined : { room, root: extra.thread, seq, author, at, also: extra.also === true }
  const placed = reply === undefined ? [] : await takePart(tx, place.room, reply, mentions)
  const cards = await attach(core, tx, caller, room, id, taken)
  const said = { ...saidEvent(id, words), ...(cards.length === 0 ? {} : { files: cards }) }
  return { reply: { id, seq, at }, tellings: [tellRoom({ event: 'message.said', room, seq, with: said }), ...placed] }
}

export const saidEvent = (id: MessageId, { author, text, clientId, replyTo, at, mentions, extra }: Say): EventWith<'message.said'> => {
  const words = { id, author, text, clientId, replyTo, at, mentions: [...mentions] }
  return extra === undefined ? words : { ...words, ...extraView(extra) }
}

/** A message of this room, a tombstone too. Throws message_unknown. */
export async function checkMessage(tx: Tx, room: RoomId, id: MessageId): Promise<rows.MessageRow> {
  const row = await rows.byId(tx, room, id)
  if (row === undefined) throw new ChatError('message_unknown')
  return row
}

/** What a thread began with, as long as nobody has replied: whoever said that hears here of it first. */
async function unheardOf(tx: Tx, room: RoomId, root: MessageId): Promise<rows.MessageRow | undefined> {
  const first = await rows.byId(tx, room, root)
  return first === undefined || (await places.get(tx, first.author, root)) !== undefined ? undefined : first
}

/** Who says something where. `callsAll`: one word of theirs calls everybody there. */
export type Speaking = { readonly author: UserId; readonly room: RoomId; readonly kind: RoomKind; readonly callsAll: boolean }

export const speakingAt = ({ room, member }: Place): Speaking => ({
  ...{ author: member.user, room: room.id, kind: room.kind },
  callsAll: may(room.kind, member.role, 'callAll') && room.members <= MOST_CALLED,
})

const ALL = 'all'
const HERE = 'here'
/** Is one of the names everybody's? */
export const isForAll = (keys: readonly string[]): boolean => keys.includes(ALL) || keys.includes(HERE)

/**
 * Those of the mentioned names who are in the room, and whose words are answered; by `@all` everybody else there, by `@here` those of them who are
 * connected now. In a private chat everything calls the other one anyhow.
 */
export async function mentioned(
  core: Core,
  tx: Tx,
  { author, room, kind, callsAll }: Speaking,
  keys: readonly string[],
  answered: rows.MessageRow | undefined,
): Promise<UserId[]> {
  const inside = new Set<UserId>()
  if (answered !== undefined && kind !== 'direct' && (await isThere(tx, answered, author))) inside.add(answered.author)
  if (keys.length === 0) return [...inside]
  for (const id of await members.byNameKeys(tx, room, keys)) inside.add(id)
  if (!callsAll || !isForAll(keys)) return [...inside]
  for (const id of await members.idsOf(tx, room)) if (id !== author && (keys.includes(ALL) || core.isHere(id))) inside.add(id)
  return [...inside]
}

const isThere = async (tx: Tx, { room, author, deletedAt }: rows.MessageRow, by: UserId): Promise<boolean> =>
  author !== by && deletedAt === null && (await members.get(tx, room, author)) !== undefined

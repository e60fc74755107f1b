// What is said.
import type { Takes } from '@hearth/protocol/commands.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { FileId, MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { HISTORY_PAGE } from '@hearth/protocol/limits.ts'
import { letters, MESSAGE_CHANCE } from '@hearth/protocol/make-id.ts'
import * as files from '#store/files.ts'
import * as members from '#store/members.ts'
import * as rows from '#store/messages.ts'
import type { Tx } from '#store/open.ts'
import * as reactions from '#store/reactions.ts'
import type { Said, Say } from '#store/say.ts'
import * as users from '#store/users.ts'
import { callsBeside } from './calls.ts'
import { cardsOf } from './cards.ts'
import { type Core, type Handler, inWrite, type Plan, quietly, type Talk } from './context.ts'
import { attach, bundle } from './files.ts'
import { append, tellRoom } from './log.ts'
import { note } from './moderation/audit.ts'
import { checkChanges, checkSpeaks } from './moderation/speaking.ts'
import { mentionedKeys } from './names.ts'
import type { Member, Outcome } from './outcome.ts'
import { checkMay } from './permissions.ts'
import { checkIn } from './seats.ts'
import { checkCaption, checkText } from './text.ts'
import { messageView } from './views.ts'

export const send: Handler<'message.send'> = (core, caller, takes) =>
  takes.files === undefined ? new Sending(core, caller.user, takes) : sendFiles(core, caller, takes, takes.files)

/** A class, because a busy server makes twenty thousand of them a second, and closures would cost more than the check itself. */
class Sending implements Talk<'message.send'> {
  readonly runs = 'say'
  readonly #core: Core
  readonly #author: UserId
  readonly #room: RoomId
  readonly #text: string
  readonly #clientId: string
  readonly #replyTo: MessageId | null
  readonly #keys: readonly string[]

  constructor(core: Core, author: UserId, { room, text, clientId, replyTo }: Takes<'message.send'>) {
    this.#core = core
    this.#author = author
    this.#room = room
    this.#text = checkText(text, core.settings.limits.textChars)
    this.#clientId = clientId
    this.#replyTo = replyTo ?? null
    this.#keys = mentionedKeys(this.#text)
  }

  quick(): Say | undefined {
    if (this.#replyTo !== null || this.#keys.length > 0) return undefined
    const known = this.#core.standing.roleOf(this.#room, this.#author)
    if (known === undefined) return undefined
    checkMay(known.kind, known.role, 'speak', 'may_not_speak')
    if (known.curb !== undefined) this.#core.curbs.check(known.curb, this.#room, this.#author, this.#text)
    return this.#say(NOBODY)
  }

  async slow(tx: Tx): Promise<Say> {
    const place = await checkIn(tx, this.#room, this.#author)
    this.#core.standing.keep(place, this.#core.curbs.of(place))
    checkSpeaks(this.#core, place, this.#text)
    if (this.#replyTo !== null) await checkMessage(tx, this.#room, this.#replyTo)
    return this.#say(await mentioned(tx, this.#room, this.#keys))
  }

  said(words: Say, said: Said): Outcome<'message.send'> {
    const room = this.#room
    if (said.room !== room) throw new ChatError('client_id_used')
    const { id, seq, at } = said
    if (said.fresh) this.#core.pulse.said++
    const reply = { id, seq, at }
    return said.fresh ? { reply, tellings: [tellRoom({ event: 'message.said', room, seq, with: saidEvent(id, words) })] } : quietly(reply)
  }

  #say(mentions: readonly UserId[]): Say {
    const core = this.#core
    const chance = letters(core.chance(MESSAGE_CHANCE), MESSAGE_CHANCE)
    const [room, author, text, clientId, replyTo] = [this.#room, this.#author, this.#text, this.#clientId, this.#replyTo]
    return { room, author, text, clientId, replyTo, mentions, at: core.now(), chance }
  }
}

const NOBODY: readonly never[] = []

/** The files are taken along in the same write: the message has all of them, or is not said. */
function sendFiles(core: Core, caller: Member, takes: Takes<'message.send'>, ids: readonly FileId[]): Plan<'message.send'> {
  const { room, text: raw, clientId, replyTo = null } = takes
  const author = caller.user
  const text = checkCaption(raw, core.settings.limits.textChars)
  return inWrite(async (tx) => {
    const twin = await rows.byClientId(tx, author, clientId)
    if (twin !== undefined && twin.room !== room) throw new ChatError('client_id_used')
    if (twin !== undefined) return quietly({ id: twin.id, seq: twin.seq, at: twin.at })
    const place = await checkIn(tx, room, author)
    checkSpeaks(core, place, text)
    if (replyTo !== null) await checkMessage(tx, room, replyTo)
    const taken = await bundle(core, tx, caller, room, ids)
    const mentions = await mentioned(tx, room, mentionedKeys(text))
    const chance = letters(core.chance(MESSAGE_CHANCE), MESSAGE_CHANCE)
    const words: Say = { room, author, text, clientId, replyTo, mentions, at: core.now(), chance, files: taken.length }
    const { id, seq, at } = await rows.say(tx, words)
    core.pulse.said++
    const cards = await attach(core, tx, caller, room, id, taken)
    const told = tellRoom({ event: 'message.said', room, seq, with: { ...saidEvent(id, words), files: cards } })
    return { reply: { id, seq, at }, tellings: [told] }
  })
}

const saidEvent = (id: MessageId, { author, text, clientId, replyTo, at, mentions }: Say) => ({
  id,
  author,
  text,
  clientId,
  replyTo,
  at,
  mentions: [...mentions],
})

export const edit: Handler<'message.edit'> = (core, caller, { room, id, text: raw }) => {
  const text = checkCaption(raw, core.settings.limits.textChars)
  return inWrite(async (tx) => {
    const place = await checkIn(tx, room, caller.user)
    checkChanges(core, place, text)
    const message = await checkMessage(tx, room, id)
    if (message.author !== caller.user) throw new ChatError('not_allowed')
    if (message.deletedAt !== null) throw new ChatError('message_unknown')
    if (message.files === undefined) checkText(text, core.settings.limits.textChars)
    if (message.text === text) return quietly({ seq: message.seq, editedAt: message.editedAt ?? message.at })

    const editedAt = core.now()
    const mentions = await mentioned(tx, room, mentionedKeys(text))
    await rows.edit(tx, room, id, { text, mentions, editedAt })
    const event = await append(tx, room, caller.user, editedAt, 'message.edited', { id, text, editedAt, mentions })
    return { reply: { seq: event.seq, editedAt }, tellings: [tellRoom(event)] }
  })
}

export const remove: Handler<'message.delete'> = (core, caller, { room, id }) =>
  inWrite(async (tx) => {
    const place = await checkIn(tx, room, caller.user)
    const message = await checkMessage(tx, room, id)
    if (message.author !== caller.user) checkMay(place.room.kind, place.member.role, 'deleteOthersMessage')
    if (message.deletedAt !== null) return quietly({ seq: message.seq, deletedAt: message.deletedAt })

    const deletedAt = core.now()
    await rows.erase(tx, room, id, deletedAt)
    if (message.author !== caller.user) await note(core, tx, { by: caller.user, deed: 'message.removed', user: message.author, room })
    if (message.files !== undefined) await files.removeOfMessage(tx, id)
    const event = await append(tx, room, caller.user, deletedAt, 'message.deleted', { id, deletedAt, by: caller.user })
    return { reply: { seq: event.seq, deletedAt }, tellings: [tellRoom(event)] }
  })

// Reads of a room stand in the order of writes: a page never contradicts what the reader was told before it.
export const one: Handler<'message.get'> = (_core, caller, { room, id }) =>
  inWrite(async (tx) => {
    await checkIn(tx, room, caller.user)
    const message = await checkMessage(tx, room, id)
    const on = await reactions.of(tx, [id])
    const cards = await cardsOf(tx, [message])
    return quietly({ message: messageView(message, on.get(id) ?? [], cards) })
  })

export const history: Handler<'room.history'> = (_core, caller, { room, before, after, around, limit }) => {
  const given = [before, after, around].filter((seq) => seq !== undefined)
  if (given.length > 1) throw new ChatError('bad_request', { at: '/before' })
  return inWrite(async (tx) => {
    await checkIn(tx, room, caller.user)
    const where = before !== undefined ? { before } : after !== undefined ? { after } : around !== undefined ? { around } : {}
    const page = await rows.page(tx, room, { ...where, limit: limit ?? HISTORY_PAGE })
    const cards = await cardsOf(tx, page)
    const messages = page.map((row) => messageView(row, row.reactions, cards))
    const calls = await callsBeside(tx, room, page, { ...where, full: page.length === (limit ?? HISTORY_PAGE) })
    return quietly({ messages, ...(calls.length === 0 ? {} : { calls }) })
  })
}

/** A message of this room, a tombstone too. Throws message_unknown. */
export async function checkMessage(tx: Tx, room: RoomId, id: MessageId): Promise<rows.MessageRow> {
  const row = await rows.byId(tx, room, id)
  if (row === undefined) throw new ChatError('message_unknown')
  return row
}

/** Those of the mentioned names who are in the room. */
async function mentioned(tx: Tx, room: RoomId, keys: readonly string[]): Promise<UserId[]> {
  if (keys.length === 0) return []
  const inside: UserId[] = []
  for (const { id } of await users.byNameKeys(tx, keys)) {
    if ((await members.get(tx, room, id)) !== undefined) inside.push(id)
  }
  return inside
}

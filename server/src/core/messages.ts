// What is said.
import type { Takes } from '@hearth/protocol/commands.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { HISTORY_PAGE } from '@hearth/protocol/limits.ts'
import { letters, MESSAGE_CHANCE } from '@hearth/protocol/make-id.ts'
import * as rows from '#store/messages.ts'
import type { Tx } from '#store/open.ts'
import * as pins from '#store/pins.ts'
import type { Said, Say } from '#store/say.ts'
import * as versions from '#store/versions.ts'
import { callsBetween } from './calls.ts'
import { type Core, type Handler, inTurn, inWrite, type Plan, quietly, type Talk } from './context.ts'
import { erase } from './erasing.ts'
import { append, tellRoom } from './log.ts'
import { note } from './moderation/audit.ts'
import { checkChanges, checkSpeaks } from './moderation/speaking.ts'
import { mentionedKeys } from './names.ts'
import type { Member, Outcome } from './outcome.ts'
import { checkMay } from './permissions.ts'
import { checkMessage, isForAll, mentioned, type Speaking, saidEvent, sayWhole, speakingAt } from './saying.ts'
import { checkIn } from './seats.ts'
import { coveredBy, showMessages } from './showing.ts'
import type { Stand } from './standing.ts'
import { checkCaption, checkText } from './text.ts'
import { threadOf } from './threads.ts'

export const send: Handler<'message.send'> = (core, caller, takes) =>
  takes.files === undefined && takes.thread === undefined ? new Sending(core, caller.user, takes) : sendMore(core, caller, takes)

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
    return this.#known() && this.#say(NOBODY)
  }

  async slow(tx: Tx): Promise<Say> {
    // How many are there, who would all be called, is not remembered.
    const known = isForAll(this.#keys) ? undefined : this.#known()
    const speaking = known ? { author: this.#author, room: this.#room, kind: known.kind, callsAll: false } : await this.#look(tx)
    const answered = this.#replyTo === null ? undefined : await checkMessage(tx, this.#room, this.#replyTo)
    return this.#say(await mentioned(this.#core, tx, speaking, this.#keys, answered))
  }

  said(words: Say, said: Said): Outcome<'message.send'> {
    const room = this.#room
    if (said.room !== room) throw new ChatError('client_id_used')
    const { id, seq, at } = said
    if (said.fresh) this.#core.pulse.said++
    const reply = { id, seq, at }
    return said.fresh ? { reply, tellings: [tellRoom({ event: 'message.said', room, seq, with: saidEvent(id, words) })] } : quietly(reply)
  }

  /** May they speak, as far as is remembered? Throws why not; undefined: it is not known. */
  #known(): Stand | undefined {
    const { standing, curbs } = this.#core
    const known = standing.roleOf(this.#room, this.#author)
    if (known === undefined) return undefined
    checkMay(known.kind, known.role, 'speak', 'may_not_speak')
    if (known.curb !== undefined) curbs.check(known.curb, this.#room, this.#author, this.#text)
    return known
  }

  async #look(tx: Tx): Promise<Speaking> {
    const place = await checkIn(tx, this.#room, this.#author)
    this.#core.standing.keep(place, this.#core.curbs.of(place))
    checkSpeaks(this.#core, place, this.#text)
    return speakingAt(place)
  }

  #say(mentions: readonly UserId[]): Say {
    const core = this.#core
    const chance = letters(core.chance(MESSAGE_CHANCE), MESSAGE_CHANCE)
    const [room, author, text, clientId, replyTo] = [this.#room, this.#author, this.#text, this.#clientId, this.#replyTo]
    return { room, author, text, clientId, replyTo, mentions, at: core.now(), chance }
  }
}

const NOBODY: readonly never[] = []

/** With files, or in a thread. */
function sendMore(core: Core, caller: Member, takes: Takes<'message.send'>): Plan<'message.send'> {
  const { room, clientId, replyTo = null, files = [] } = takes
  const { textChars } = core.settings.limits
  const text = files.length > 0 ? checkCaption(takes.text, textChars) : checkText(takes.text, textChars)
  const keys = mentionedKeys(text)
  const extra = (tx: Tx) => threadOf(tx, room, takes)
  return inWrite((tx) => sayWhole(core, tx, caller, { room, text, clientId, replyTo, keys, files, extra }))
}

export const edit: Handler<'message.edit'> = (core, caller, { room, id, text: raw }) => {
  const { textChars, versionsPerMessage: most } = core.settings.limits
  const text = checkCaption(raw, textChars)
  return inWrite(async (tx) => {
    const place = await checkIn(tx, room, caller.user)
    checkChanges(core, place, text)
    const message = await checkMessage(tx, room, id)
    // Who voted did so on these very words.
    if (message.author !== caller.user || message.extra?.poll !== undefined) throw new ChatError('not_allowed')
    if (message.deletedAt !== null) throw new ChatError('message_unknown')
    if (message.files === undefined) checkText(text, textChars)
    if (message.text === text) return quietly({ seq: message.seq, editedAt: message.editedAt ?? message.at })

    const editedAt = core.now()
    const answered = await answeredIn(tx, message)
    const mentions = await mentioned(core, tx, speakingAt(place), mentionedKeys(text), answered)
    if (message.text !== null) await versions.keep(tx, room, id, { text: message.text, at: message.editedAt ?? message.at }, most)
    await rows.edit(tx, room, id, { text, mentions, editedAt })
    const event = await append(tx, room, caller.user, editedAt, 'message.edited', { id, text, editedAt, mentions })
    return { reply: { seq: event.seq, editedAt }, tellings: [tellRoom(event)] }
  })
}

/** Whom it called by answering: by a quote, else as the first reply in a thread. That it was the first is known by its having called them. */
async function answeredIn(tx: Tx, { room, replyTo, mentions, extra }: rows.MessageRow): Promise<rows.MessageRow | undefined> {
  if (replyTo !== null) return await rows.byId(tx, room, replyTo)
  const root = extra?.thread === undefined ? undefined : await rows.byId(tx, room, extra.thread)
  return root !== undefined && mentions.includes(root.author) ? root : undefined
}

export const remove: Handler<'message.delete'> = (core, caller, { room, id }) =>
  inWrite(async (tx) => {
    const place = await checkIn(tx, room, caller.user)
    const message = await checkMessage(tx, room, id)
    if (message.author !== caller.user) checkMay(place.room.kind, place.member.role, 'deleteOthersMessage')
    if (message.deletedAt !== null) return quietly({ seq: message.seq, deletedAt: message.deletedAt })

    if (message.author !== caller.user) await note(core, tx, { by: caller.user, deed: 'message.removed', user: message.author, room })
    const event = await erase(core, tx, message, caller.user)
    return { reply: { seq: event.seq, deletedAt: event.with.deletedAt }, tellings: [tellRoom(event)] }
  })

// Reads of a room stand in the order of writes: a page never contradicts what the reader was told before it.
export const one: Handler<'message.get'> = (core, caller, { room, id }) =>
  inTurn(async (tx) => {
    await checkIn(tx, room, caller.user)
    const row = await checkMessage(tx, room, id)
    tellDamage(core, [row])
    const [message] = await showMessages(tx, [row], caller.user)
    if (message === undefined) throw new ChatError('message_unknown')
    return quietly({ message })
  })

/** Its words are shown all the same; whoever looks after the server should know. */
function tellDamage({ unreadable }: Core, page: readonly rows.MessageRow[]): void {
  for (const { room, seq, damaged } of page) if (damaged) unreadable({ room, seq })
  for (const about of rows.takeLost()) unreadable(about)
}

export const history: Handler<'room.history'> = (core, caller, { room, before, after, around, limit }) => {
  const given = [before, after, around].filter((seq) => seq !== undefined)
  if (given.length > 1) throw new ChatError('bad_request', { at: '/before' })
  return inTurn(async (tx) => {
    await checkIn(tx, room, caller.user)
    const where = before !== undefined ? { before } : after !== undefined ? { after } : around !== undefined ? { around } : {}
    const page = await rows.page(tx, room, { ...where, limit: limit ?? HISTORY_PAGE })
    tellDamage(core, page)
    const messages = await showMessages(tx, page, caller.user)
    const { from, upto } = coveredBy(page, { ...where, full: page.length === (limit ?? HISTORY_PAGE) })
    const calls = await callsBetween(tx, room, from, upto)
    const pinned = await pins.between(tx, room, from, upto)
    return quietly({ messages, ...(calls.length === 0 ? {} : { calls }), ...(pinned.length === 0 ? {} : { pins: pinned }) })
  })
}

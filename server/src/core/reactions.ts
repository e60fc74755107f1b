// Emoji on messages.
import { ChatError } from '@hearth/protocol/errors.ts'
import { emojiForm } from '@hearth/protocol/looks.ts'
import * as rows from '#store/reactions.ts'
import { type Handler, inWrite, quietly } from './context.ts'
import { append, tellRoom } from './log.ts'
import { checkMessage } from './saying.ts'
import { checkIn } from './seats.ts'
import { checkEmoji } from './text.ts'

export const react: Handler<'message.react'> = (core, caller, { room, id, emoji: raw }) => {
  const emoji = checkEmoji(raw)
  return inWrite(async (tx) => {
    await checkIn(tx, room, caller.user)
    const left = core.curbs.mutedUntil(room, caller.user) - core.now()
    if (left > 0) throw new ChatError('muted', { retryAfterMs: left })
    const message = await checkMessage(tx, room, id)
    if (message.deletedAt !== null) throw new ChatError('message_unknown')
    const at = core.now()
    const isNew = await rows.add(tx, { message: id, user: caller.user, emoji, at })
    if (!isNew) return quietly({})
    if ((await rows.kinds(tx, id)) > core.settings.limits.reactionsPerMessage) throw new ChatError('too_many_reactions')
    const event = await append(tx, room, caller.user, at, 'message.reacted', { id, user: caller.user, emoji })
    return { reply: {}, tellings: [tellRoom(event)] }
  })
}

export const unreact: Handler<'message.unreact'> = (core, caller, { room, id, emoji: raw }) =>
  inWrite(async (tx) => {
    await checkIn(tx, room, caller.user)
    await checkMessage(tx, room, id)
    // As it is counted now; else as it was written before emoji had one form.
    const tries = [...new Set([emojiForm(raw), raw])]
    const emoji = await firstOf(tries, (one) => rows.remove(tx, id, caller.user, one))
    if (emoji === undefined) return quietly({})
    const event = await append(tx, room, caller.user, core.now(), 'message.unreacted', { id, user: caller.user, emoji })
    return { reply: {}, tellings: [tellRoom(event)] }
  })

async function firstOf<T>(all: readonly T[], isIt: (one: T) => Promise<boolean>): Promise<T | undefined> {
  for (const one of all) if (await isIt(one)) return one
  return undefined
}

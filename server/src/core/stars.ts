// Messages that somebody saved for themselves; nobody else hears of it. What one may not read any more is saved no more.
import { ChatError } from '@hearth/protocol/errors.ts'
import { STARS_PAGE } from '@hearth/protocol/limits.ts'
import * as messages from '#store/messages.ts'
import * as rows from '#store/stars.ts'
import { type Handler, inTurn, inWrite, quietly } from './context.ts'
import { tell } from './log.ts'
import { checkMessage } from './saying.ts'
import { checkIn } from './seats.ts'
import { showMessages } from './showing.ts'

export const star: Handler<'message.star'> = (core, caller, { room, id }) =>
  inWrite(async (tx) => {
    await checkIn(tx, room, caller.user)
    const message = await checkMessage(tx, room, id)
    if (message.deletedAt !== null) throw new ChatError('message_unknown')
    const at = core.now()
    const isNew = await rows.add(tx, { owner: caller.user, room, message: id, at })
    if (!isNew) return quietly({})
    if ((await rows.count(tx, caller.user)) > core.settings.limits.starsPerPerson) throw new ChatError('too_many_stars')
    return { reply: {}, tellings: [tell({ event: 'message.starred', room, with: { id, at } }, { to: 'users', users: [caller.user] })] }
  })

export const unstar: Handler<'message.unstar'> = (_core, caller, { room, id }) =>
  inWrite(async (tx) => {
    await checkIn(tx, room, caller.user)
    await checkMessage(tx, room, id)
    if (!(await rows.remove(tx, caller.user, id))) return quietly({})
    return { reply: {}, tellings: [tell({ event: 'message.unstarred', room, with: { id } }, { to: 'users', users: [caller.user] })] }
  })

export const list: Handler<'message.starred'> = (_core, caller, { after, limit = STARS_PAGE }) =>
  inTurn(async (tx) => {
    const before = after === undefined ? undefined : await rows.get(tx, caller.user, after)
    if (after !== undefined && before === undefined) throw new ChatError('message_unknown')
    const page = await rows.page(tx, caller.user, { limit: limit + 1, ...(before === undefined ? {} : { before }) })
    const wanted = page.slice(0, limit)
    const shown = new Map<string, Awaited<ReturnType<typeof showMessages>>[number]>()
    for (const [room, stars] of Map.groupBy(wanted, (one) => one.room)) {
      const said = await messages.byIds(
        tx,
        room,
        stars.map(({ message }) => message),
      )
      for (const message of await showMessages(tx, said, caller.user)) shown.set(message.id, message)
    }
    const starred = wanted.flatMap(({ room, message: id, at }) => {
      const message = shown.get(id)
      return message === undefined ? [] : [{ room, message, at }]
    })
    return quietly({ starred, more: page.length > limit })
  })

// Where others are signed in, and the end of one of those.
import { ChatError } from '@hearth/protocol/errors.ts'
import * as sessions from '#store/sessions.ts'
import { type Handler, inRead, inWrite, quietly } from '../context.ts'
import { note } from '../moderation/audit.ts'
import { checkBelow, checkStaff } from '../moderation/staff.ts'

export const listOthers: Handler<'admin.sessions'> = (_core, caller, { user }) =>
  inRead(async (tx) => {
    await checkBelow(tx, await checkStaff(tx, caller, 'signOutOthers'), user)
    const rows = [...(await sessions.ofUser(tx, user)), ...(await sessions.tokensOfUser(tx, user))]
    return quietly({
      sessions: rows.map(({ id, client, createdAt, seenAt, limits, device }) => ({
        ...{ id, client, createdAt, seenAt },
        ...{ program: limits !== undefined, device: device !== undefined },
      })),
    })
  })

export const endOne: Handler<'admin.end'> = (core, caller, { user, session }) =>
  inWrite(async (tx) => {
    await checkBelow(tx, await checkStaff(tx, caller, 'signOutOthers'), user)
    const rows = [...(await sessions.ofUser(tx, user)), ...(await sessions.tokensOfUser(tx, user))]
    const found = rows.find(({ id }) => id === session)
    if (found === undefined) throw new ChatError('session_unknown')
    await sessions.remove(tx, session)
    core.ended.add(session)
    await note(core, tx, { by: caller.user, deed: 'person.signed-out', user, detail: found.client.slice(0, 60) })
    return { reply: {}, tellings: [{ do: 'cut', user, session, code: 'session_unknown' }] }
  })

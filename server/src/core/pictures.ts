// Images that people and rooms are seen with.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { FileId } from '@hearth/protocol/ids.ts'
import * as rows from '#store/files.ts'
import type { Tx } from '#store/open.ts'
import * as rooms from '#store/rooms.ts'
import * as users from '#store/users.ts'
import { type Core, type Handler, inWrite, quietly } from './context.ts'
import { bundle } from './files.ts'
import { append, tell, tellRoom } from './log.ts'
import type { Member } from './outcome.ts'
import { checkMay } from './permissions.ts'
import { checkIn, checkPerson } from './seats.ts'
import { userView } from './views.ts'

export const ofAccount: Handler<'account.picture'> = (core, caller, { file }) =>
  inWrite(async (tx) => {
    const before = await checkPerson(tx, caller.user)
    if (file === before.picture) return quietly({ user: userView(before) })
    const picture = file === null ? null : await hang(core, tx, caller, file)
    await users.change(tx, caller.user, { picture })
    await takeDown(tx, before.picture)
    const user = userView({ ...before, picture })
    return { reply: { user }, tellings: [tell({ event: 'account.changed', with: { user } }, { to: 'everybody' })] }
  })

export const ofRoom: Handler<'room.picture'> = (core, caller, { room: id, file }) =>
  inWrite(async (tx) => {
    const { room, member } = await checkIn(tx, id, caller.user)
    checkMay(room.kind, member.role, 'retopic')
    if (file === room.picture) return quietly({ seq: room.seq })
    const picture = file === null ? null : await hang(core, tx, caller, file)
    await rooms.change(tx, id, { picture })
    await takeDown(tx, room.picture)
    const at = core.now()
    const event = await append(tx, id, caller.user, at, 'room.pictured', { picture, at, by: caller.user })
    return { reply: { seq: event.seq }, tellings: [tellRoom(event)] }
  })

/** The image is a picture from here on; of one that is in a message, a copy is. Throws not_an_image, and what `bundle` throws. */
async function hang(core: Core, tx: Tx, caller: Member, id: FileId): Promise<FileId> {
  const [found] = await bundle(core, tx, caller, null, [id])
  if (found === undefined || found.kind !== 'image' || found.width === null) throw new ChatError('not_an_image')
  const { isCopy, ...file } = found
  const picture = isCopy ? core.newId<FileId>() : file.id
  if (isCopy) await rows.add(tx, { ...file, id: picture, owner: caller.user, room: null, message: null })
  await rows.setPicture(tx, picture, core.now())
  return picture
}

export async function takeDown(tx: Tx, picture: FileId | null): Promise<void> {
  if (picture !== null) await rows.remove(tx, [picture])
}

// People who wait to be let in. They have an account and a sign-in, and may do nothing with it until a moderator says so: every request
// of theirs is answered `approval_waiting`, so that a device that keeps asking comes in by itself.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import { PENDING_SHOWN, type PendingCommandName, type Pending as Shown } from '@hearth/protocol/pending-commands.ts'
import type { Tx } from '#store/open.ts'
import * as rooms from '#store/rooms.ts'
import type { Pending, UserRow } from '#store/users.ts'
import * as users from '#store/users.ts'
import { bringIn, endAccount } from './accounts.ts'
import { type Handler, inRead, inWrite, quietly } from './context.ts'
import { roleBy } from './invited.ts'
import { welcome } from './inviting.ts'
import { note } from './moderation/audit.ts'
import { checkStaff } from './moderation/staff.ts'
import type { Telling } from './outcome.ts'
import { userView } from './views.ts'
import { waiting } from './waiting.ts'

const list: Handler<'pending.list'> = (_core, caller) =>
  inRead(async (tx) => {
    await checkStaff(tx, caller, 'admit')
    const people: Shown[] = []
    for (const row of await users.waiting(tx, PENDING_SHOWN)) people.push(await shown(tx, row))
    return quietly({ people, waiting: await users.countWaiting(tx) })
  })

async function shown(tx: Tx, row: UserRow): Promise<Shown> {
  const { at, by, room } = checkedPending(row)
  const inviter = by && (await users.byId(tx, by))
  const place = room && (await rooms.byId(tx, room))
  return {
    ...{ user: userView(row), at },
    ...(inviter ? { by: inviter.displayName } : {}),
    ...(place && place.deletedAt === null ? { room: place.name } : {}),
  }
}

const approve: Handler<'pending.approve'> = (core, caller, { user }) =>
  inWrite(async (tx) => {
    await checkStaff(tx, caller, 'admit')
    const row = await checkWaits(tx, user)
    const person = { ...row, pending: null }
    await users.change(tx, user, { pending: null })
    await note(core, tx, { by: caller.user, deed: 'account.approved', user })
    const told = await bringIn(core, tx, person)
    const { room = null, role = 'member', by = null, asks } = checkedPending(row)
    const way = { room, role: await roleBy(tx, { room, role, by }), by, asks: asks === true }
    return { reply: {}, tellings: [...told, ...(await welcome(core, tx, way, person).catch(elsewhereFull)), await waiting(tx)] }
  })

/** Where the room has no place any more they come into the house alone: found out before anything is written. */
function elsewhereFull(fault: unknown): readonly Telling[] {
  if (fault instanceof ChatError) return []
  throw fault
}

const refuse: Handler<'pending.refuse'> = (core, caller, { user }) =>
  inWrite(async (tx) => {
    await checkStaff(tx, caller, 'admit')
    const { name } = await checkWaits(tx, user)
    await note(core, tx, { by: caller.user, deed: 'account.refused', user, detail: name })
    return { reply: {}, tellings: [...(await endAccount(core, tx, user)), await waiting(tx)] }
  })

const clear: Handler<'pending.clear'> = (core, caller, { users: wanted }) =>
  inWrite(async (tx) => {
    await checkStaff(tx, caller, 'admit')
    const waits = (await users.byIds(tx, wanted)).filter((row) => row.deletedAt === null && row.pending !== null)
    const told: Telling[] = []
    for (const { id, name } of waits) {
      await note(core, tx, { by: caller.user, deed: 'account.refused', user: id, detail: name })
      told.push(...(await endAccount(core, tx, id)))
    }
    return { reply: { refused: waits.length }, tellings: waits.length === 0 ? [] : [...told, await waiting(tx)] }
  })

export const pending: { readonly [N in PendingCommandName]: Handler<N> } = {
  'pending.list': list,
  'pending.approve': approve,
  'pending.refuse': refuse,
  'pending.clear': clear,
}

/** Throws user_unknown. */
async function checkWaits(tx: Tx, user: UserId): Promise<UserRow> {
  const row = await users.byId(tx, user)
  if (row === undefined || row.deletedAt !== null || row.pending === null) throw new ChatError('user_unknown')
  return row
}

function checkedPending({ id, pending: kept }: UserRow): Pending {
  if (kept === null) throw new Error(`${id} waits for nothing`)
  return kept
}

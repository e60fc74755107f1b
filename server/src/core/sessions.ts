// Signing in and out; coming back is in resume.ts.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Tx } from '#store/open.ts'
import * as sessions from '#store/sessions.ts'
import * as users from '#store/users.ts'
import { endAccount } from './accounts.ts'
import { type Core, type Handler, inRead, inWrite, quietly } from './context.ts'
import { checkFirstStepEnough } from './factors/guard.ts'
import { isOfDirectory, openByDirectory } from './factors/outsiders.ts'
import type { Finish } from './factors/tickets.ts'
import { addKeys, type Proven, provePassword } from './keys.ts'
import { nameKey } from './names.ts'
import type { Caller, Outcome, Telling } from './outcome.ts'
import { checkNotBanned, noteFailure, startSession } from './signin.ts'

export const open: Handler<'session.open'> = async (core, caller, { name, password }) => {
  checkNotBanned(core, caller.address)
  core.passwords.checkMayTry({ name, address: caller.address })
  const found = await core.store.read((tx) => users.byNameKey(tx, nameKey(name)))
  const failed = (why: unknown): never => {
    noteFailure(core, caller, found?.id, why)
    const isWrong = why instanceof ChatError && why.code === 'bad_credentials'
    // Which names are ours is not to be found out while those of the directory cannot be asked for.
    throw isWrong && core.directory?.isAway() ? new ChatError('directory_away') : why
  }
  if (await isOfDirectory(core, found)) return openByDirectory(core, caller, name, password).catch(failed)
  const proven = await provePassword(core, found, password, { name, address: caller.address }).catch(failed)
  return inWrite(async (tx) => {
    if (found === undefined) throw new ChatError('bad_credentials')
    const finish: Finish = (tx, who) => comeIn(core, tx, who, found, proven)
    checkFirstStepEnough(core, found.id, finish)
    return finish(tx, caller)
  })
}

async function comeIn(
  core: Core,
  tx: Tx,
  caller: Caller,
  found: users.UserRow,
  { resealed, keys }: Proven,
): Promise<Outcome<'session.open'>> {
  const row = await users.byId(tx, found.id)
  // Deleted or given another password while this one was being checked, or the second step was taken.
  if (row === undefined || row.deletedAt !== null || row.passwordHash !== found.passwordHash) throw new ChatError('bad_credentials')
  if (resealed !== undefined) await users.change(tx, row.id, { passwordHash: resealed })
  await addKeys(tx, row.id, keys)
  return startSession(core, tx, caller, row, [])
}

export const close: Handler<'session.close'> = (core, caller) =>
  inWrite(async (tx) => {
    await sessions.remove(tx, caller.session)
    core.ended.add(caller.session)
    const cut: Telling = { do: 'cut', user: caller.user, session: caller.session, code: 'session_unknown' }
    return { reply: {}, tellings: [...(await endLastGuest(core, tx, caller.user)), cut], signOut: true }
  })

export const list: Handler<'session.list'> = (_core, caller) =>
  inRead(async (tx) => {
    const rows = await sessions.ofUser(tx, caller.user)
    return quietly({
      sessions: rows.map(({ id, client, createdAt, seenAt, address }) => ({
        ...{ id, client, createdAt, seenAt, current: id === caller.session },
        ...(address === undefined ? {} : { address }),
      })),
    })
  })

export const revoke: Handler<'session.revoke'> = (core, caller, { session }) =>
  inWrite(async (tx) => {
    const isOwn = (await sessions.ofUser(tx, caller.user)).some(({ id }) => id === session)
    if (!isOwn) throw new ChatError('session_unknown')
    await sessions.remove(tx, session)
    core.ended.add(session)
    const cut: Telling = { do: 'cut', user: caller.user, session, code: 'session_unknown' }
    return { reply: {}, tellings: [...(await endLastGuest(core, tx, caller.user)), cut] }
  })

/** A guest who signs out of the last device has nothing to come back with: the name becomes free. */
async function endLastGuest(core: Core, tx: Tx, user: UserId): Promise<readonly Telling[]> {
  const row = await users.byId(tx, user)
  const isLastGuest = row?.guest === true && (await sessions.ofUser(tx, user)).length === 0
  return isLastGuest ? endAccount(core, tx, user) : []
}

// Contacts that both keep: what older programs call friends.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import * as contacts from '#store/contacts.ts'
import type { Tx } from '#store/open.ts'
import type { UserRow } from '#store/users.ts'
import type { Core } from './context.ts'
import { tell } from './log.ts'
import type { Member, Telling } from './outcome.ts'
import { checkPerson } from './seats.ts'
import { checkStillIn } from './signin.ts'
import { userView } from './views.ts'

export type Friends = {
  /** Each keeps the other from now on. False: the caller keeps them already. Throws user_unknown, too_many_contacts. */
  befriend(caller: Member, other: UserId): Promise<boolean>
  /** Neither keeps the other any more. False: the caller did not. Throws user_unknown. */
  unfriend(caller: Member, other: UserId): Promise<boolean>
}
type Publish = (tellings: readonly Telling[]) => void
type Done = { readonly gives: boolean; readonly tellings: readonly Telling[] }

export function createFriends(core: Core, publish: Publish): Friends {
  const write = (caller: Member, other: UserId, work: (tx: Tx, pair: readonly [UserRow, UserRow]) => Promise<Done>): Promise<boolean> =>
    core.store
      .write(
        async (tx) => {
          checkStillIn(core, caller)
          return work(tx, [await checkPerson(tx, caller.user), await checkPerson(tx, other)])
        },
        ({ tellings }) => publish(tellings),
      )
      .then(({ gives }) => gives)

  return {
    befriend: (caller, other) =>
      write(caller, other, async (tx, [me, friend]) => {
        if (!(await keep(core, tx, me, friend))) return { gives: false, tellings: [] }
        const tellings = [added(me, friend)]
        if (await keep(core, tx, friend, me)) tellings.push(added(friend, me))
        return { gives: true, tellings }
      }),
    unfriend: (caller, other) =>
      write(caller, other, async (tx, [me, friend]) => {
        if (!(await contacts.remove(tx, me.id, friend.id))) return { gives: false, tellings: [] }
        const tellings = [removed(me, friend)]
        if (await contacts.remove(tx, friend.id, me.id)) tellings.push(removed(friend, me))
        return { gives: true, tellings }
      }),
  }
}

/** Was it new? */
async function keep(core: Core, tx: Tx, owner: UserRow, user: UserRow): Promise<boolean> {
  if (!(await contacts.add(tx, owner.id, user.id, core.now()))) return false
  if ((await contacts.count(tx, owner.id)) > core.settings.limits.contactsPerPerson) throw new ChatError('too_many_contacts')
  return true
}

const added = (owner: UserRow, user: UserRow): Telling =>
  tell({ event: 'contact.added', with: { user: userView(user) } }, { to: 'users', users: [owner.id] })

const removed = (owner: UserRow, user: UserRow): Telling =>
  tell({ event: 'contact.removed', with: { user: user.id } }, { to: 'users', users: [owner.id] })

// Deleting one's own account.
import * as users from '#store/users.ts'
import { checkStillThere, endAccount } from './accounts.ts'
import { type Handler, inWrite, quietly } from './context.ts'
import { proveWithStep } from './factors/self.ts'
import { note } from './moderation/audit.ts'

export const remove: Handler<'account.delete'> = async (core, caller, shown) => {
  const row = await core.store.read((tx) => users.byId(tx, caller.user))
  // A guest has nothing to show.
  if (row?.guest === false) await proveWithStep(core, caller, shown)
  return inWrite(async (tx) => {
    const { name } = await checkStillThere(tx, caller.user)
    await note(core, tx, { by: caller.user, deed: 'account.deleted', user: caller.user, detail: name })
    return { ...quietly({}), tellings: await endAccount(core, tx, caller.user), signOut: true }
  })
}

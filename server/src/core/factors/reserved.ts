// Names of people of the directory are theirs before they come in for the first time: whoever else asks for one is told that it is taken, as for
// any other. Asked only of who may come in under a name at all, so that nobody else learns which names there are.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import * as identities from '#store/identities.ts'
import * as users from '#store/users.ts'
import type { Core } from '../context.ts'
import { nameKey } from '../names.ts'
import { DirectoryAway, LDAP } from './directory.ts'

/**
 * @param name as `checkName` gives it
 * @param by who wants it, if they are somebody: one's own name there is one's own
 * Throws name_taken, name_unsure where the directory does not answer.
 */
export async function checkNotReserved(core: Pick<Core, 'directory' | 'store'>, name: string, by?: UserId): Promise<void> {
  const { directory, store } = core
  if (directory === undefined) return
  const key = nameKey(name)
  const [holder, own] = await store.read(async (tx) => [
    await users.byNameKey(tx, key),
    by === undefined ? [] : await identities.ofUser(tx, by),
  ])
  // Whoever has it here decides, as ever.
  if (holder !== undefined || own.some(({ source, called }) => source === LDAP && nameKey(called) === key)) return
  const isTheirs = await directory.knows(name).catch((why: unknown) => {
    throw why instanceof DirectoryAway ? new ChatError('name_unsure', {}, why) : why
  })
  if (isTheirs) throw new ChatError('name_taken')
}

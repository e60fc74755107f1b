// Friends: contacts of ours, kept by both.
import type { Legacy } from '#core/legacy.ts'
import type { Visit } from '../visits.ts'
import { boundByName, personNamed, type Register } from './people.ts'
import { refuse } from './refusals.ts'
import { texts } from './texts.ts'

export type Friendly = Register & { readonly legacy: Legacy }

export async function addFriend(friendly: Friendly, address: string, pseudo: string, friend: string): Promise<void> {
  const { caller } = boundByName(friendly, address, pseudo)
  const other = personNamed(friendly.directory, friend) ?? refuse(texts.noUser(friend))
  if (other.id === caller.user || !(await friendly.legacy.befriend(caller, other.id))) refuse(texts.alreadyFriend(friend))
}

export async function delFriend(friendly: Friendly, address: string, pseudo: string, friend: string): Promise<void> {
  const { caller } = boundByName(friendly, address, pseudo)
  const other = personNamed(friendly.directory, friend) ?? refuse(texts.noUser(friend))
  if (!(await friendly.legacy.part(caller, other.id))) refuse(texts.notFriend(friend))
}

/** By their words, in the order they were added. */
export async function friendsOf({ directory }: Friendly, visit: Visit): Promise<readonly string[]> {
  const { contacts } = await visit.ask('contact.list', {})
  return contacts.filter(({ deleted }) => !deleted).map(({ id, name }) => directory.person(id)?.word ?? name)
}

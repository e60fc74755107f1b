// Coming into groups and leaving them. Who is concerned and who acts may be two people: whoever is bound to the address and may do it, does.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { Legacy } from '#core/legacy.ts'
import type { Person, Place } from '../legacy.ts'
import type { Visit } from '../visits.ts'
import { directPeer, groupNamed, insiders, personNamed, type Register } from './people.ts'
import { refuse } from './refusals.ts'
import { texts } from './texts.ts'

export type Doorkeeper = Register & { readonly legacy: Legacy }

/** A group that is not there is made, public, by who is concerned, or by who brings them in. */
export async function addToGroup(keeper: Doorkeeper, address: string, pseudo: string, name: string): Promise<void> {
  const { directory, visits } = keeper
  const here = visits.from(address)
  if (here.length === 0) refuse(texts.notSignedIn)
  const person = personNamed(directory, pseudo) ?? refuse(texts.noSuchUser)
  const self = visits.of(address, person.id)
  const peer = directPeer(name)
  if (peer !== undefined) {
    const other = personNamed(directory, peer) ?? refuse(texts.noSuchUser)
    await (self ?? refuse(texts.notAllowed)).ask('room.direct', { user: other.id })
    return
  }
  const place = groupNamed(keeper, address, name)
  if (place === undefined) return found(keeper, self ?? here[0] ?? refuse(texts.notSignedIn), person, name)
  if (place.members.has(person.id)) return
  if (self !== undefined && place.public) await self.ask('room.join', { room: place.id })
  else await bring(keeper, address, place, person)
}

async function found({ legacy }: Doorkeeper, maker: Visit, person: Person, name: string): Promise<void> {
  const members = person.id === maker.user ? [] : [person.id]
  try {
    await legacy.createRoom(maker.caller, { word: name, name, kind: 'group', public: true, members })
  } catch (fault) {
    // Taken by a group that nobody here may know of.
    throw fault instanceof ChatError && fault.code === 'name_taken' ? new ChatError('room_name_invalid', {}, fault) : fault
  }
}

async function bring(keeper: Doorkeeper, address: string, place: Place, person: Person): Promise<void> {
  const inside = insiders(keeper, address, place)
  if (inside.length === 0) refuse(texts.notAllowed)
  await firstWhoMay(inside, (visit) => visit.ask('room.invite', { room: place.id, users: [person.id] }))
}

/** The last one out takes the group along: that is the core's own rule. */
export async function delFromGroup(keeper: Doorkeeper, address: string, pseudo: string, name: string): Promise<void> {
  const { directory, visits } = keeper
  if (visits.from(address).length === 0) refuse(texts.notSignedIn)
  const person = personNamed(directory, pseudo) ?? refuse(texts.noSuchUser)
  if (directPeer(name) !== undefined) refuse(texts.groupFixed)
  const place = groupNamed(keeper, address, name)
  const inside = place === undefined ? [] : insiders(keeper, address, place)
  if (place === undefined || inside.length === 0 || !place.members.has(person.id)) return refuse(texts.notInGroup(pseudo, name))
  const self = visits.of(address, person.id)
  if (self !== undefined) await self.ask('room.leave', { room: place.id })
  else await firstWhoMay(inside, (visit) => visit.ask('room.remove', { room: place.id, user: person.id }))
}

/** Each in turn, until one may. Throws as the last one failed. */
export async function firstWhoMay(visits: readonly Visit[], deed: (visit: Visit) => Promise<unknown>): Promise<void> {
  let refusal: unknown = new ChatError('not_allowed')
  for (const visit of visits) {
    try {
      await deed(visit)
      return
    } catch (fault) {
      if (!(fault instanceof ChatError) || (fault.code !== 'not_allowed' && fault.code !== 'session_unknown')) throw fault
      refusal = fault
    }
  }
  throw refusal
}

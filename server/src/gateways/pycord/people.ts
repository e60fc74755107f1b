// Who and what a request means, and for whom it may speak.
import { nameFrom } from '#core/names.ts'
import type { Directory } from '../directory.ts'
import type { Person, Place } from '../legacy.ts'
import type { Visit, Visits } from '../visits.ts'
import { refuse } from './refusals.ts'
import { texts } from './texts.ts'

export type Register = { readonly directory: Directory; readonly visits: Visits }

/** A pseudo of two words is one name here: `Jean Paul` signs up, in and is found as `Jean.Paul`. */
export const nameOf = (pseudo: string): string => nameFrom(pseudo)

export const personNamed = (directory: Directory, pseudo: string): Person | undefined =>
  directory.personCalled(pseudo) ?? directory.personCalled(nameOf(pseudo))

/** Throws where nobody of that name is bound to the address, whether there is such a person or not. */
export function boundByName({ directory, visits }: Register, address: string, pseudo: string): Visit {
  const person = personNamed(directory, pseudo)
  return (person && visits.of(address, person.id)) ?? refuse(texts.notSignedIn)
}

export function boundByNumber({ directory, visits }: Register, address: string, number: number): Visit {
  const person = directory.personNumbered(number)
  return (person && visits.of(address, person.id)) ?? refuse(texts.notSignedIn)
}

/** Those bound to the address who are in the place. */
export const insiders = ({ visits }: Register, address: string, place: Place): readonly Visit[] =>
  visits.from(address).filter(({ user }) => place.members.has(user))

const DIRECT = '@'
/** Room for a million people: the numbers of the two stand side by side. */
const PAIR = 1_000_000
const DIRECT_FROM = PAIR * PAIR

/** What a direct room is called by one of its two: the other, with a sign in front that no name begins with. */
export const directName = (peer: Person): string => `${DIRECT}${peer.word}`

/** Whom a name means a direct room with. */
export const directPeer = (name: string): string | undefined => (name.startsWith(DIRECT) ? name.slice(DIRECT.length) : undefined)

/** A direct room has no number of its own: it goes by those of its people. */
function directNumber(directory: Directory, place: Place): number | undefined {
  const numbers = [...place.members.keys()].map((id) => directory.person(id)?.number ?? 0).toSorted((a, b) => a - b)
  const [low = 0, high = low] = numbers
  return low > 0 && high < PAIR ? DIRECT_FROM + low * PAIR + high : undefined
}

/** undefined: this place cannot be named to a pycord client. */
export const numberOf = (directory: Directory, place: Place): number | undefined =>
  place.kind === 'direct' ? directNumber(directory, place) : place.number

export function placeNumbered(directory: Directory, number: number): Place | undefined {
  if (number < DIRECT_FROM) return directory.placeNumbered(number)
  const pair = number - DIRECT_FROM
  const [low, high] = [directory.personNumbered(Math.floor(pair / PAIR)), directory.personNumbered(pair % PAIR)]
  return low && high && directory.directOf(low.id, high.id)
}

/** What a group is called here: its name where that finds it, else its word. */
export const groupName = (directory: Directory, place: Place): string =>
  directory.placeCalled(place.name) === place ? place.name : place.word

/** The group of that name, as far as one of those bound here may know of it. */
export function groupNamed({ directory, visits }: Register, address: string, name: string): Place | undefined {
  const place = directory.placeCalled(name)
  if (place === undefined) return undefined
  return place.public || visits.from(address).some(({ user }) => place.members.has(user)) ? place : undefined
}

// What people are called on this device where that is not what they are shown as: by a name of one's own, or, where two look alike, with what they
// sign in with beside it. Honest people share names; whoever borrows one is told apart by what is theirs alone.
import type { UserId } from '@hearth/protocol/ids.ts'
import { shownLook } from '@hearth/protocol/looks.ts'
import type { User } from '@hearth/protocol/shapes.ts'
import type { Own } from './own.ts'
import { ownShown } from './shown.ts'
import type { State } from './state.ts'

type Known = Pick<State, 'people' | 'me' | 'own' | 'marks'>
export type Names = ReadonlyMap<UserId, string>

/** A person is another object whenever anything of them changes: each is looked at once. */
const looks = new WeakMap<User, string>()

function lookOfUser(user: User): string {
  const known = looks.get(user) ?? shownLook(user.displayName)
  looks.set(user, known)
  return known
}

/** `Ada (@ada2)`. Who is shown so already stays as they are. */
export function apart({ displayName, name }: User): string {
  const sign = ` (@${name})`
  return displayName.endsWith(sign) ? displayName : displayName + sign
}

function make({ people, me }: Known, marks: Own['marks']): Names {
  const names = new Map<UserId, string>()
  for (const { user, nickname } of marks.values()) if (nickname !== undefined) names.set(user, nickname)
  const counts = new Map<string, number>()
  const count = (look: string): void => void counts.set(look, (counts.get(look) ?? 0) + 1)
  const others = [...people.values()].filter(({ id, deleted }) => !deleted && !names.has(id))
  for (const nickname of names.values()) count(shownLook(nickname))
  for (const user of others) count(lookOfUser(user))
  if (me !== null && !people.has(me.id)) count(lookOfUser(me))
  for (const user of others) if ((counts.get(lookOfUser(user)) ?? 0) > 1) names.set(user.id, apart(user))
  return names
}

const isSame = (a: Names, b: Names): boolean => a.size === b.size && [...a].every(([id, name]) => b.get(id) === name)

/** Made once for each set of people, and the same thing for as long as it says the same. */
export function createNaming(): (state: Known) => Names {
  let last: { readonly people: Known['people']; readonly me: User | null; readonly marks: Own['marks']; readonly names: Names } | undefined
  return (state) => {
    const { people, me } = state
    const { marks } = ownShown(state)
    if (last?.people === people && last.me === me && last.marks === marks) return last.names
    const made = make(state, marks)
    const names = last && isSame(last.names, made) ? last.names : made
    last = { people, me, marks, names }
    return names
  }
}

/** Those who are called otherwise than their `displayName`, and how. */
export const shownNames = createNaming()

/** A person as they are called here. */
export function called(user: User, names: Names): User {
  const name = names.get(user.id)
  return name === undefined || name === user.displayName ? user : { ...user, displayName: name }
}

const shown = new WeakMap<Known['people'], { readonly names: Names; readonly made: Known['people'] }>()

/** Everybody one knows, as they are called here. */
export function peopleShown(state: Known): Known['people'] {
  const { people } = state
  const names = shownNames(state)
  if (names.size === 0) return people
  const known = shown.get(people)
  if (known?.names === names) return known.made
  const made = new Map([...people].map(([id, user]) => [id, called(user, names)]))
  shown.set(people, { names, made })
  return made
}

// People as this person calls them: everywhere in this program, as in the page, a name of one's own takes the place of the one shown, and what
// they sign in with stands beside names that look alike.
import { called, type Names, peopleShown, shownNames } from '@hearth/client/called.ts'
import type { Client, State } from '@hearth/client/client.ts'
import type { Room } from '@hearth/protocol/shapes.ts'

/** The same client, with its people and its rooms of two called so. */
export function withNicknames(client: Client): Client {
  return {
    ...client,
    get state() {
      return named(client.state)
    },
    person(id) {
      const user = client.person(id)
      return user && called(user, shownNames(client.state))
    },
  }
}

const states = new WeakMap<State, State>()

function named(state: State): State {
  const names = shownNames(state)
  if (names.size === 0) return state
  const known = states.get(state)
  if (known) return known
  const made: State = {
    ...state,
    people: peopleShown(state),
    rooms: kept(state.rooms, names, () => new Map([...state.rooms].map(([id, room]) => [id, titled(room, names)]))),
    members: kept(
      state.members,
      names,
      () => new Map([...state.members].map(([id, all]) => [id, all.map((member) => ({ ...member, user: called(member.user, names) }))])),
    ),
  }
  states.set(state, made)
  return made
}

/** What did not change is the same thing in the next state: much that is drawn is kept by it. */
const parts = new WeakMap<object, { readonly names: Names; readonly made: object }>()

function kept<T extends object>(part: T, names: Names, make: () => T): T {
  const known = parts.get(part)
  // It was made from this very part, so it is of its kind.
  if (known?.names === names) return known.made as T
  const made = make()
  parts.set(part, { names, made })
  return made
}

function titled(room: Room, names: Names): Room {
  const name = room.kind === 'direct' && room.peer !== undefined ? names.get(room.peer) : undefined
  return name === undefined ? room : { ...room, name }
}

// People as this person calls them: everywhere in this program, as in the page, a name of one's own takes the place of the one shown.
import type { Client, State } from '@hearth/client/client.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Room, User } from '@hearth/protocol/shapes.ts'

type Marks = State['own']['marks']

/** The same client, with its people and its rooms of two called so. */
export function withNicknames(client: Client): Client {
  return {
    ...client,
    get state() {
      return named(client.state)
    },
    person(id) {
      const user = client.person(id)
      return user && called(user, client.state.own.marks)
    },
  }
}

const states = new WeakMap<State, State>()

function named(state: State): State {
  const { marks } = state.own
  if (![...marks.values()].some(({ nickname }) => nickname !== undefined)) return state
  const known = states.get(state)
  if (known) return known
  const made: State = {
    ...state,
    people: kept(state.people, marks, () => new Map([...state.people].map(([id, user]) => [id, called(user, marks)]))),
    rooms: kept(state.rooms, marks, () => new Map([...state.rooms].map(([id, room]) => [id, titled(room, marks)]))),
    members: kept(
      state.members,
      marks,
      () => new Map([...state.members].map(([id, all]) => [id, all.map((member) => ({ ...member, user: called(member.user, marks) }))])),
    ),
  }
  states.set(state, made)
  return made
}

/** What did not change is the same thing in the next state: much that is drawn is kept by it. */
const parts = new WeakMap<object, { readonly marks: Marks; readonly made: object }>()

function kept<T extends object>(part: T, marks: Marks, make: () => T): T {
  const known = parts.get(part)
  // It was made from this very part, so it is of its kind.
  if (known?.marks === marks) return known.made as T
  const made = make()
  parts.set(part, { marks, made })
  return made
}

const nameFor = (id: UserId | undefined, marks: Marks): string | undefined => (id === undefined ? undefined : marks.get(id)?.nickname)

function called(user: User, marks: Marks): User {
  const nickname = nameFor(user.id, marks)
  return nickname === undefined ? user : { ...user, displayName: nickname }
}

function titled(room: Room, marks: Marks): Room {
  const nickname = room.kind === 'direct' ? nameFor(room.peer, marks) : undefined
  return nickname === undefined ? room : { ...room, name: nickname }
}

// The page's hold on the client: one context, one selector hook, and the small facts several scenes derive from the state.
import { called, peopleShown, shownNames } from '@hearth/client/called.ts'
import type { Client } from '@hearth/client/client.ts'
import { isBlocked } from '@hearth/client/own.ts'
import { dueShown, roomShown } from '@hearth/client/shown.ts'
import { type Standing, standingOf } from '@hearth/client/standing.ts'
import type { State } from '@hearth/client/state.ts'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Room, User } from '@hearth/protocol/shapes.ts'
import { createContext, useContext, useEffect, useMemo, useSyncExternalStore } from 'react'
import { type Paced, pacedBy } from './pace.ts'
import { calls, groupsOf, type RoomGroups, unreadReplies } from './room-groups.ts'

export const ClientContext = createContext<Client | null>(null)

export function useClient(): Client {
  const client = useContext(ClientContext)
  if (!client) throw new Error('a scene was drawn outside of the page')
  return client
}

const paces = new WeakMap<Client, Paced<State>>()
function paceOf(client: Client): Paced<State> {
  const pace = paces.get(client) ?? pacedBy(client)
  paces.set(client, pace)
  return pace
}

/** What `select` makes of the state; drawn anew only when that changes. Select things that are in the state, not new ones. */
export function useChat<T>(select: (state: State) => T): T {
  const { subscribe, state } = paceOf(useClient())
  return useSyncExternalStore(subscribe, () => select(state()))
}

export function useMe(): User {
  const me = useChat((state) => state.me)
  if (!me) throw new Error('a scene for people who are signed in was drawn for nobody')
  return me
}

/** A person by id, asked for when unknown; called as one calls them oneself, and told apart from who looks like them. */
export function usePerson(id: UserId | undefined): User | undefined {
  const client = useClient()
  const person = useChat((state) => (id === undefined ? undefined : state.people.get(id)))
  useEffect(() => {
    if (id !== undefined && !person) client.person(id)
  }, [client, id, person])
  const name = useChat((state) => (id === undefined ? undefined : shownNames(state).get(id)))
  return useMemo(() => (person && name !== undefined ? { ...person, displayName: name } : person), [person, name])
}

/** Several at once, in their order; those who are not known yet are asked for. */
export function usePeople(ids: readonly UserId[]): readonly (User | undefined)[] {
  const client = useClient()
  const people = useChat((state) => state.people)
  const names = useChat(shownNames)
  useEffect(() => {
    for (const id of ids) if (!people.has(id)) client.person(id)
  }, [client, ids, people])
  return ids.map((id) => {
    const person = people.get(id)
    return person && called(person, names)
  })
}

/** Everybody one knows, as they are called here. */
export const usePeopleShown = (): State['people'] => useChat(peopleShown)

export function useRoom(id: RoomId): Room | undefined {
  const said = useChat((state) => state.rooms.get(id))
  const marks = useChat((state) => state.marks)
  const room = useMemo(() => said && roomShown(marks, said), [said, marks])
  const name = useChat((state) => (room?.peer === undefined ? undefined : shownNames(state).get(room.peer)))
  return useMemo(() => (room && name !== undefined ? { ...room, name } : room), [room, name])
}
/** What waits for oneself: what was said to one, and replies in one's threads. Reminders are counted apart. */
export const useWaiting = (): number =>
  useChat((state) => groupsOf(state).inOrder.reduce((sum, room) => sum + calls(room), 0) + unreadReplies(state))
/** Reminders whose time has come, and words that could not be said at theirs. */
export const useDue = (): number => useChat(dueShown)
export const useIsBlocked = (id: UserId | undefined): boolean => useChat((state) => isBlocked(state, id))
/** How somebody is here; undefined while nobody knows, because there is no way to the server. */
export const useStanding = (id: UserId | undefined): Standing | undefined =>
  useChat((state) => (id === undefined ? undefined : standingOf(state, id)))
/** As others see oneself. */
export const useOwnStanding = (): Standing | undefined =>
  useChat(({ connection, me, own, presence }) => {
    if (connection.is !== 'open' || me === null) return undefined
    const { shownAs } = own.settings
    if (shownAs === 'hidden') return 'gone'
    return shownAs === 'auto' ? (presence.get(me.id)?.as ?? 'here') : shownAs
  })
/** Whoever sets a time for the server goes by its clock: in milliseconds to be added to this device's. */
export const useClockSkew = (): number => useChat((state) => state.behindBy)
export const useTextLimit = (): number => useChat((state) => state.hello?.limits.textChars ?? 8000)

/** The rooms as the sidebar shows them. */
export const useRoomGroups = (): RoomGroups => useChat(groupsOf)

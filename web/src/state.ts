// The page's hold on the client: one context, one selector hook, and the small facts several scenes derive from the state.
import type { Client } from '@hearth/client/client.ts'
import type { State } from '@hearth/client/state.ts'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Room, User } from '@hearth/protocol/shapes.ts'
import { createContext, useContext, useEffect, useMemo, useSyncExternalStore } from 'react'
import { groupRooms, type RoomGroups } from './room-groups.ts'

export const ClientContext = createContext<Client | null>(null)

export function useClient(): Client {
  const client = useContext(ClientContext)
  if (!client) throw new Error('a scene was drawn outside of the page')
  return client
}

/** What `select` makes of the state; drawn anew only when that changes. Select things that are in the state, not new ones. */
export function useChat<T>(select: (state: State) => T): T {
  const client = useClient()
  return useSyncExternalStore(client.subscribe, () => select(client.state))
}

export function useMe(): User {
  const me = useChat((state) => state.me)
  if (!me) throw new Error('a scene for people who are signed in was drawn for nobody')
  return me
}

/** A person by id, asked for when unknown. */
export function usePerson(id: UserId | undefined): User | undefined {
  const client = useClient()
  const person = useChat((state) => (id === undefined ? undefined : state.people.get(id)))
  useEffect(() => {
    if (id !== undefined && !person) client.person(id)
  }, [client, id, person])
  return person
}

export const useRoom = (id: RoomId): Room | undefined => useChat((state) => state.rooms.get(id))
export const useIsOnline = (id: UserId | undefined): boolean =>
  useChat((state) => id !== undefined && state.presence.get(id)?.state === 'online')
export const useTextLimit = (): number => useChat((state) => state.hello?.limits.textChars ?? 8000)

/** The rooms as the sidebar shows them. */
export function useRoomGroups(): RoomGroups {
  const rooms = useChat((state) => state.rooms)
  return useMemo(() => groupRooms([...rooms.values()]), [rooms])
}

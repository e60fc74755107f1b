// The page's hold on the client: one context, one selector hook, and the small facts several scenes derive from the state.
import type { Client } from '@hearth/client/client.ts'
import type { State } from '@hearth/client/state.ts'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Room, User } from '@hearth/protocol/shapes.ts'
import { createContext, useContext, useEffect, useMemo, useSyncExternalStore } from 'react'

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
export const useIsOnline = (id: UserId | undefined): boolean => useChat((state) => id !== undefined && state.presence.get(id)?.state === 'online')
export const useTextLimit = (): number => useChat((state) => state.hello?.limits.textChars ?? 8000)

export type RoomGroup = { readonly key: 'people' | 'groups' | 'channels'; readonly label: string; readonly rooms: readonly Room[] }

/** The rooms as the sidebar shows them. */
export function useRoomGroups(): { readonly lobby: Room | undefined; readonly groups: readonly RoomGroup[]; readonly inOrder: readonly Room[] } {
  const rooms = useChat((state) => state.rooms)
  return useMemo(() => groupRooms([...rooms.values()]), [rooms])
}

export function groupRooms(rooms: readonly Room[]): ReturnType<typeof useRoomGroups> {
  const of = (kind: Room['kind']): Room[] => rooms.filter((room) => room.kind === kind).sort((a, b) => a.name.localeCompare(b.name))
  const lobby = of('lobby')[0]
  const groups: RoomGroup[] = [
    { key: 'people', label: 'People', rooms: of('direct') },
    { key: 'groups', label: 'Groups', rooms: of('group') },
    { key: 'channels', label: 'Channels', rooms: of('channel') },
  ]
  return { lobby, groups, inOrder: [...(lobby ? [lobby] : []), ...groups.flatMap((group) => group.rooms)] }
}

/** What asks for attention by a number: mentions, and everything said to oneself alone. */
export const calls = (room: Room): number => (room.kind === 'direct' ? room.unread : room.mentions)

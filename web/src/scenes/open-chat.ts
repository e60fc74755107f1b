// To the private chat with somebody: the one there is, or a new one; without a server, to where one writes what it begins with.
import type { Client, State } from '@hearth/client/client.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import { goToRoom } from '../route.ts'
import { useUi } from '../ui.ts'
import { sentence } from '../words.ts'

/** Where the two write to each other. */
export function directWith({ rooms }: Pick<State, 'rooms'>, user: UserId): RoomId | undefined {
  for (const room of rooms.values()) if (room.kind === 'direct' && room.peer === user) return room.id
  return undefined
}

/** Whatever dialog is open makes room for it. */
export async function openChat(client: Client, user: UserId): Promise<void> {
  const { say, show } = useUi.getState()
  const go = (room: RoomId): void => {
    show(null)
    goToRoom(room)
  }
  const known = directWith(client.state, user)
  if (known !== undefined) return go(known)
  try {
    go((await client.ask('room.direct', { user })).room.id)
  } catch (failure) {
    if (failure instanceof ChatError && failure.code === 'offline') show({ is: 'write', user })
    else say(sentence(failure), 'bad')
  }
}

// To the private chat with somebody: the one there is, or a new one; where there can be none now, to where one writes what it begins with.
import type { Client } from '@hearth/client/client.ts'
import { directWith, toPerson } from '@hearth/client/draft-places.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import { goToRoom } from '../route.ts'
import { useUi } from '../ui.ts'
import { sentence } from '../words.ts'

/** Whatever dialog is open makes room for it. */
export async function openChat(client: Pick<Client, 'state' | 'ask'>, user: UserId): Promise<void> {
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
    const isOffline = failure instanceof ChatError && failure.code === 'offline'
    if (!isOffline) say(sentence(failure), 'bad')
    // What is half written to them is seen nowhere else.
    if (isOffline || client.state.drafts.has(toPerson(user))) show({ is: 'write', user })
  }
}

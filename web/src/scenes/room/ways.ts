import { markedAll } from '@hearth/client/marks.ts'
import type { State } from '@hearth/client/state.ts'
import { standsInRoom } from '@hearth/client/threads.ts'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import type { RoomHold } from './room-context.ts'

export type Ways = { editLast(): void | Promise<void>; answerLast(): void | Promise<void> }

/** @param end what was said last, oldest first, whatever of it is drawn; it may have to be fetched */
export function waysFrom(
  end: () => readonly Message[] | Promise<readonly Message[]>,
  { me, setMode }: Pick<RoomHold, 'me' | 'setMode'>,
): Ways {
  return {
    async editLast() {
      const own = lastOwn(await end(), me)
      if (own) setMode({ is: 'edit', message: own })
    },
    async answerLast() {
      const message = (await end()).findLast(({ text }) => text !== null)
      if (message) setMode({ is: 'write', replyTo: message.id })
    },
  }
}

const lastOwn = (said: readonly Message[], me: UserId): Message | undefined =>
  said.findLast(({ author, text, poll }) => author === me && text !== null && poll === undefined)

type Held = { readonly state: Pick<State, 'timelines' | 'marks' | 'me'>; jump(room: RoomId, to: 'latest'): Promise<void> }

/** The end of a room: who reads what is older is led there first. */
export function endOf(client: Held, room: RoomId): readonly Message[] | Promise<readonly Message[]> {
  const held = (): readonly Message[] => {
    const { timelines, marks, me } = client.state
    const messages = timelines.get(room)?.messages ?? []
    return (me ? markedAll(messages, marks, me.id) : messages).filter(standsInRoom)
  }
  return client.state.timelines.get(room)?.hasNewer ? client.jump(room, 'latest').then(held, held) : held()
}

// /call: into the call of the room, or to what the connection says of itself.
import type { Room } from '@hearth/protocol/shapes.ts'
import { useCallback } from 'react'
import { go } from '../route.ts'
import type { CallWish } from '../scenes/room/commands.ts'
import { useClient } from '../state.ts'
import { t } from '../text/t.ts'
import { useUi } from '../ui.ts'
import { useCalling } from './hold.ts'
import { useWayIn } from './way-in.ts'

export function useCallBySlash(): (room: Room, wish: CallWish) => void {
  const client = useClient()
  const enter = useWayIn()
  return useCallback(
    (room, { how }) => {
      const { line } = useCalling.getState()
      if (how === 'stats') {
        if (!line) return useUi.getState().say(t('You are in no call.'), 'bad')
        useCalling.setState({ wantsStatistics: true })
        return go({ at: 'call', room: line.room })
      }
      if (line?.room === room.id) return go({ at: 'call', room: room.id })
      enter(room, { video: how === 'video', call: client.state.calls.get(room.id)?.id })
    },
    [client, enter],
  )
}

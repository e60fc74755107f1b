// How one gets into a call: by the mirror, or straight in.
import type { CallId } from '@hearth/protocol/ids.ts'
import type { Room } from '@hearth/protocol/shapes.ts'
import { useCallback } from 'react'
import { useChoices } from '../media/choices.ts'
import { useClient } from '../state.ts'
import { useUi } from '../ui.ts'
import { beginsHeard, comesHeard, enterCall } from './hold.ts'

export type Wish = {
  readonly video: boolean
  /** The one that goes on; none: one is begun. */
  readonly call?: CallId | undefined
  /** Answering takes one press, whatever was chosen. */
  readonly isAnswer?: boolean
}

/** A place to talk is entered by one press, and so is any call by who wants no mirror. */
export function useWayIn(): (room: Room, wish: Wish) => void {
  const client = useClient()
  return useCallback(
    (room, { video, call, isAnswer }) => {
      const { preview } = useChoices.getState()
      if (preview && !isAnswer && !room.voice) return useUi.getState().show({ is: 'pre-join', room: room.id, video, call })
      const isHeard = isAnswer || room.voice ? beginsHeard(room) : comesHeard(room)
      void enterCall(client, { room: room.id, ...(call === undefined ? {} : { call }), video, isHeard, isSeen: video })
    },
    [client],
  )
}

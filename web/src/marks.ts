// Messages as one has left them oneself, also while the server does not know it: laid over them wherever they are read.
import { isStarred, type Marking, marked, markedAll, marksOn, pinsShown, starsShown, waitsOn } from '@hearth/client/marks.ts'
import type { Stars } from '@hearth/client/stars.ts'
import type { State } from '@hearth/client/state.ts'
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import type { Pin } from '@hearth/protocol/mark-shapes.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import { useMemo } from 'react'
import { useChat, useMe } from './state.ts'

const NONE: readonly never[] = []

/** The very same ones where nothing is marked. */
export function useMarkedAll(messages: readonly Message[] | undefined): readonly Message[] {
  const marks = useChat((state) => state.marks)
  const me = useMe().id
  return useMemo(() => markedAll(messages ?? NONE, marks, me), [messages, marks, me])
}

export function useMarked<M extends Message | null | undefined>(message: M): M | Message {
  const marks = useChat((state) => state.marks)
  const me = useMe().id
  return useMemo(() => (message ? marked(message, marks, me) : message), [message, marks, me])
}

export function usePinsShown(pins: readonly Pin[] | undefined): readonly Pin[] {
  const marks = useChat((state) => state.marks)
  return useMemo(() => pinsShown(pins ?? NONE, marks), [pins, marks])
}

export const useIsStarred = (id: MessageId): boolean => useChat((state) => isStarred(state, id))

export function useStars(): Stars {
  const stars = useChat((state) => state.stars)
  const marks = useChat((state) => state.marks)
  return useMemo(() => starsShown({ stars, marks }), [stars, marks])
}

/** Something that one did with a message waits for the server. */
export const useWaits = (id: MessageId): boolean => useChat((state) => waitsOn(state.marks, id))

/** Whether that can be undone: none of it was ever told. */
export const useIsUntold = (id: MessageId): boolean =>
  useChat((state) => marksOn(state.marks, id).every((mark) => mark.waits === true && mark.tried === undefined))

/** One of these waits on a message; `emoji`: of reactions this one. */
export const useWaitsFor = (id: MessageId, what: Marking['do'], emoji?: string): boolean =>
  useChat((state) =>
    marksOn(state.marks, id).some((mark) => mark.waits === true && mark.do === what && (mark.do !== 'react' || mark.emoji === emoji)),
  )

/** What this device holds of a message. */
export const heldIn = ({ timelines }: State, room: RoomId, id: MessageId): Message | undefined =>
  timelines.get(room)?.messages.find((message) => message.id === id)

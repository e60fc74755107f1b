// Messages as one has left them oneself, also while the server does not know it: laid over them wherever they are read.
import { type HeldMark, isStarred, type Marking, marked, markedAll, marksOn, pinsShown, starsShown } from '@hearth/client/marks.ts'
import type { Stars } from '@hearth/client/stars.ts'
import type { MessageId } from '@hearth/protocol/ids.ts'
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

/** What one did with a message, a person or a room and the server has not answered: asked once for each, and read in all its parts. */
export const useOwnMarks = (subject: string): readonly HeldMark[] => useChat((state) => marksOn(state.marks, subject))

/** Does any of it wait for the server; `what`: this. */
export const waits = (own: readonly HeldMark[], what?: Marking['do']): boolean =>
  own.some((mark) => mark.waits === true && (what === undefined || mark.do === what))

/** Does that reaction wait? */
export const reactionWaits = (own: readonly HeldMark[], emoji: string): boolean =>
  own.some((mark) => mark.waits === true && mark.do === 'react' && mark.emoji === emoji)

/** None of it was ever told: it can be undone. */
export const isUntold = (own: readonly HeldMark[]): boolean => own.every((mark) => mark.waits === true && mark.tried === undefined)

// A long list that comes page by page: what is held of it, and how more is asked for.
import type { MessageId } from '@hearth/protocol/ids.ts'
import { useCallback, useEffect, useState } from 'react'
import { useChat } from '../state.ts'
import { sentence } from '../words.ts'
import { continued, type Held, renewed } from './held-pages.ts'

export type Pages<T> = {
  readonly list: readonly T[] | undefined
  readonly isMore: boolean
  /** The server was not asked: this is what the device holds. */
  readonly isPartial?: boolean
  readonly failed: string | undefined
  more(): void
  /** From the first page on. */
  again(): void
}

type Given<T> = {
  /** One page; behind that message where one is given. Always the same function. */
  readonly ask: (after?: MessageId) => Promise<Held<T>>
  readonly idOf: (one: T) => MessageId
  /** The first page is asked for whenever this is another one. */
  readonly anew: unknown
}

export function usePages<T>({ ask, idOf, anew }: Given<T>): Pages<T> {
  const isOpen = useChat((state) => state.connection.is === 'open')
  const [held, setHeld] = useState<Held<T>>()
  const [failed, setFailed] = useState<string>()
  const look = useCallback(
    (after?: MessageId) =>
      ask(after).then(
        (answer) => {
          setFailed(undefined)
          setHeld((before) => (after === undefined ? renewed(before, answer, idOf) : continued(before, answer, idOf)))
        },
        (failure: unknown) => setFailed(sentence(failure)),
      ),
    [ask, idOf],
  )
  // `anew` says only when.
  useEffect(() => {
    if (isOpen) void look()
  }, [look, isOpen, anew])
  const last = held?.list.at(-1)
  return { list: held?.list, isMore: held?.more ?? false, failed, more: () => void look(last && idOf(last)), again: () => void look() }
}

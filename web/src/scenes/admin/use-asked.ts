// What was asked of the server once, and again when something was done about it.
import type { CommandName, Gives, Takes } from '@hearth/protocol/commands.ts'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useChat, useClient } from '../../state.ts'
import { useUi } from '../../ui.ts'
import { sentence } from '../../words.ts'

export type Asked<N extends CommandName> = {
  readonly answer: Gives<N> | undefined
  readonly failed: string | undefined
  readonly again: () => void
}

/** Asked anew when `takes` changes, and when the connection is back. */
export function useAsked<N extends CommandName>(name: N, takes: Takes<N>): Asked<N> {
  const client = useClient()
  const isOpen = useChat((state) => state.connection.is === 'open')
  const [answer, setAnswer] = useState<Gives<N>>()
  const [failed, setFailed] = useState<string>()
  const key = JSON.stringify(takes)
  const wanted = useRef(takes)
  wanted.current = takes
  const again = useCallback(() => {
    client.ask(name, wanted.current).then(
      (given) => {
        setAnswer(given)
        setFailed(undefined)
      },
      (failure: unknown) => setFailed(sentence(failure)),
    )
  }, [client, name])
  useEffect(() => {
    if (isOpen && key !== '') again()
  }, [isOpen, key, again])
  return { answer, failed, again }
}

/** Does something, says what came of it, then looks again. */
export function useDeed(again: () => void): <N extends CommandName>(name: N, takes: Takes<N>, done: string) => void {
  const client = useClient()
  return (name, takes, done) => {
    const { say } = useUi.getState()
    client.ask(name, takes).then(
      () => {
        say(done)
        again()
      },
      (failure: unknown) => say(sentence(failure), 'bad'),
    )
  }
}

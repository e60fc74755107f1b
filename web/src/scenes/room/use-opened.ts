// Opens a room, and says what stands in the way of showing it.
import type { Room } from '@hearth/protocol/shapes.ts'
import { useEffect, useLayoutEffect, useState } from 'react'
import { useChat, useClient } from '../../state.ts'
import { type Opened, type Trouble, troubleOf } from './trouble.ts'

type Opening = {
  /** Its window is at the right place. */
  readonly isOpened: boolean
  readonly trouble: Trouble | undefined
  again(): void
}

/** @param hasWindow there are words of it */
export function useOpened({ id }: Room, hasWindow: boolean): Opening {
  const client = useClient()
  const isOnline = useChat((state) => state.connection.is === 'open')
  // A room that was open before is drawn with the first stroke.
  const [opened, setOpened] = useState<Opened>(() => (client.holds(id) ? {} : undefined))
  const [tries, setTries] = useState(0)
  useLayoutEffect(() => {
    let gone = false
    client.open(id).then(
      () => gone || setOpened({}),
      (failure: unknown) => gone || setOpened({ failure }),
    )
    return () => {
      gone = true
    }
  }, [client, id, tries])
  const isOpened = opened !== undefined && (opened.failure === undefined || hasWindow)
  // What was asked for in vain without a server is asked for again with one, so that a refusal is heard here.
  const comesNow = isOnline && opened !== undefined && opened.failure === undefined && !hasWindow
  useEffect(() => {
    if (comesNow) setTries((before) => before + 1)
  }, [comesNow])
  const again = (): void => {
    setOpened(undefined)
    setTries(tries + 1)
  }
  return { isOpened, trouble: troubleOf(opened, hasWindow, isOnline), again }
}

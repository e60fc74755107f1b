// Who is in a room: small rooms are known whole, of huge ones the server is asked for those who fit.
import type { Member, Room } from '@hearth/protocol/shapes.ts'
import { useEffect, useState } from 'react'
import { useChat, useClient } from '../../state.ts'

/** Up to here the whole list is held, and kept true by what happens. */
const MOST_HELD = 500
const PAUSE_MS = 150

const NOBODY: readonly Member[] = []

export type MembersHold = {
  /** Undefined: not known yet. */
  readonly list: readonly Member[] | undefined
  /** There are others besides. */
  readonly more: boolean
}

/** @param text what their names are to hold; undefined: nobody is asked for. In a small room everybody is given, whatever the text. */
export function useMembers(room: Room, text: string | undefined, limit: number): MembersHold {
  const client = useClient()
  const held = useChat((state) => state.members.get(room.id))
  const [found, setFound] = useState<MembersHold>()
  const isHuge = room.members > MOST_HELD
  const isAsked = text !== undefined
  useEffect(() => {
    if (!isAsked || isHuge || held) return
    void client.members(room.id).catch(() => undefined)
  }, [client, room.id, isAsked, isHuge, held])
  useEffect(() => {
    if (text === undefined || !isHuge) return
    let gone = false
    const ask = (): void =>
      void client.ask('room.members', { room: room.id, text: text.slice(0, 64), limit }).then(
        ({ members, more }) => gone || setFound({ list: members, more }),
        // Without the server the ones found before stay.
        () => gone || setFound((before) => before ?? { list: NOBODY, more: false }),
      )
    const timer = setTimeout(ask, text === '' ? 0 : PAUSE_MS)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [client, room.id, text, isHuge, limit])
  if (isHuge) return found ?? { list: undefined, more: false }
  return { list: held, more: false }
}

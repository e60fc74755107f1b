// Who is in a room: small rooms are known whole, of huge ones the server is asked for those who fit.
import type { Member, Room } from '@hearth/protocol/shapes.ts'
import { useEffect, useState } from 'react'
import { useChat, useClient } from '../../state.ts'

/** Up to here the whole list is held, and kept true by what happens. */
const MOST_HELD = 500
const PAUSE_MS = 150

/** What changes who is found, and so long after the last of it they are asked for again. */
const CHANGES: ReadonlySet<string> = new Set(['room.joined', 'room.left', 'room.removed', 'room.role'])
const REST_MS = 1000

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
  const isOpen = useChat((state) => state.connection.is === 'open')
  useEffect(() => {
    if (!isAsked || isHuge || held) return
    void client.members(room.id).catch(() => undefined)
  }, [client, room.id, isAsked, isHuge, held, isOpen])
  useEffect(() => {
    if (text === undefined || !isHuge || !isOpen) return
    let gone = false
    const ask = (): void =>
      void client.ask('room.members', { room: room.id, text: text.slice(0, 64), limit }).then(
        ({ members, more }) => gone || setFound({ list: members, more }),
        // Without the server the ones found before stay, and they are asked for when it is back.
        () => undefined,
      )
    let timer = setTimeout(ask, text === '' ? 0 : PAUSE_MS)
    // Who comes, goes or gets another role changes the list; many do so at once.
    const deaf = client.listen((event) => {
      if (!CHANGES.has(event.event) || event.room !== room.id) return
      clearTimeout(timer)
      timer = setTimeout(ask, REST_MS)
    })
    return () => {
      gone = true
      clearTimeout(timer)
      deaf()
    }
  }, [client, room.id, text, isHuge, limit, isOpen])
  if (isHuge) return found ?? { list: undefined, more: false }
  return { list: held, more: false }
}

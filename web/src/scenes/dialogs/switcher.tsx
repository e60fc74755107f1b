// Ctrl+K: where one was last comes first; with what is typed, what fits best and waits; then people one has no room with yet.
import { type ReactElement, useMemo, useState } from 'react'
import { Avatar, RoomMark } from '../../parts/avatar.tsx'
import { Badge } from '../../parts/badge.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { NothingDrawing } from '../../parts/drawings.tsx'
import { Empty } from '../../parts/empty.tsx'
import { byRecent, useRecent } from '../../recent.ts'
import { calls, type Listed } from '../../room-groups.ts'
import { goToRoom } from '../../route.ts'
import { useChat, useClient, useMe, usePerson, useRoomGroups, useStanding } from '../../state.ts'
import { t } from '../../text/t.ts'
import { openChat } from '../open-chat.ts'
import styles from './dialogs.module.css'
import { matches, rank } from './fit.ts'
import { personOption } from './person-option.tsx'
import { type Option, Picker } from './picker.tsx'
import { usePeopleSearch } from './use-people.ts'

const MOST = 12

export function SwitcherDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const client = useClient()
  const [text, setText] = useState('')
  const options = useOptions(text)
  const take = (id: string): void => {
    const room = [...client.state.rooms.values()].find((one) => one.id === id)
    onClose()
    if (room) return goToRoom(room.id)
    const user = [...client.state.people.values()].find((one) => one.id === id)
    if (user) void openChat(client, user.id)
  }
  return (
    <Dialog title={t('Go to')} bare wide onClose={onClose}>
      <Picker
        label={t('Go to a room or a person')}
        text={text}
        onText={setText}
        options={options}
        onTake={take}
        empty={
          <Empty drawing={<NothingDrawing />} title={t('Nothing by that name')} says={t('@ looks for people only, # for rooms only.')} />
        }
      />
    </Dialog>
  )
}

function useOptions(text: string): readonly Option[] {
  const me = useMe()
  const { inOrder } = useRoomGroups()
  const recent = useRecent()
  const people = useChat((state) => state.people)
  // Who is found is known from then on, and stands among the others.
  usePeopleSearch(text.startsWith('#') ? '' : text)
  return useMemo(() => {
    const sigil = /^[@#]/.exec(text)?.[0]
    const wanted = text.replace(/^[@#]/, '').trim().toLowerCase()
    const fitting = inOrder.filter((room) => !sigil || (room.kind === 'direct') === (sigil === '@'))
    // Where one was last, without the place one is at; who types is looking for something else.
    const [here, ...before] = recent
    const rooms = (
      wanted === ''
        ? byRecent(
            fitting.filter(({ id }) => id !== here || fitting.length === 1),
            before,
          )
        : rank(fitting, wanted)
    ).map((room) => ({ id: room.id, content: <RoomOption room={room} /> }))
    const peers = new Set(inOrder.map((room) => room.peer))
    const others =
      sigil === '#' || wanted === ''
        ? []
        : [...people.values()].filter(
            (user) => user.id !== me.id && !peers.has(user.id) && !user.deleted && matches(`${user.displayName} ${user.name}`, wanted) > 0,
          )
    return [...rooms, ...others.map((user) => personOption(user))].slice(0, MOST)
  }, [text, inOrder, people, me.id, recent])
}

function RoomOption({ room }: { readonly room: Listed }): ReactElement {
  const peer = usePerson(room.peer)
  const standing = useStanding(room.peer)
  return (
    <>
      {room.kind === 'direct' ? <Avatar user={peer} standing={standing} /> : <RoomMark room={room} />}
      <span className={styles.who}>
        <b>{room.name}</b>
        {room.topic && <span>{room.topic}</span>}
      </span>
      {room.unread > 0 && <span className={styles.side}>{t.many(room.unread, '{count} new', '{count} new')}</span>}
      <Badge count={calls(room)} says={t('{many} for you', { many: calls(room) })} />
    </>
  )
}

// Calls as a place of its own: what goes on now, places to talk, and whom one may call.
import type { Call } from '@hearth/protocol/call-shapes.ts'
import type { Room } from '@hearth/protocol/shapes.ts'
import { Phone, Plus, Video } from 'lucide-react'
import type { ReactElement } from 'react'
import { useCalling } from '../../calls/hold.ts'
import { useWayIn } from '../../calls/way-in.ts'
import { Avatar, RoomMark } from '../../parts/avatar.tsx'
import { Button, IconButton } from '../../parts/button.tsx'
import { cx } from '../../parts/cx.ts'
import { QuietDrawing } from '../../parts/drawings.tsx'
import { Empty } from '../../parts/empty.tsx'
import { ListPart } from '../../parts/list-part.tsx'
import page from '../../parts/page.module.css'
import { go, hashOf } from '../../route.ts'
import { useChat, useMe, usePeopleShown, usePerson, useRoomGroups, useStanding } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { listOf, standingSays } from '../../words.ts'
import styles from './calls.module.css'
import { Lately } from './lately.tsx'

export function CallsPage(): ReactElement {
  const { inOrder } = useRoomGroups()
  const calls = useChat((state) => state.calls)
  const me = useMe()
  const show = useUi((ui) => ui.show)
  const isOn = (room: Room): boolean => (calls.get(room.id)?.participants.length ?? 0) > 0
  const now = inOrder.filter((room) => isOn(room) && !room.voice)
  const places = inOrder.filter((room) => room.voice)
  const people = inOrder.filter((room) => room.kind === 'direct' && room.peer !== me.id && !isOn(room))
  return (
    <main className={page.page} data-landmark="messages">
      <div className={page.column}>
        <header className={styles.head}>
          <h1>{t('Calls')}</h1>
          <Button icon={Plus} onClick={() => show({ is: 'new-room', isVoice: true })}>
            {t('New place to talk')}
          </Button>
        </header>
        {now.length > 0 && (
          <ListPart title={t('Now')}>
            {now.map((room) => (
              <OneCall key={room.id} room={room} call={calls.get(room.id)} />
            ))}
          </ListPart>
        )}
        {places.length > 0 && (
          <ListPart title={t('Places to talk')}>
            {places.map((room) => (
              <OneCall key={room.id} room={room} call={calls.get(room.id)} />
            ))}
          </ListPart>
        )}
        {people.length > 0 && (
          <ListPart title={t('People')}>
            {people.map((room) => (
              <Person key={room.id} room={room} />
            ))}
          </ListPart>
        )}
        <Lately />
        {now.length + places.length + people.length === 0 && (
          <Empty
            drawing={<QuietDrawing />}
            title={t('Nobody to call yet')}
            says={t('Write to somebody once, and you can call them from here. In a group, the telephone is at the top of the room.')}
          >
            <Button look="main" onClick={() => show({ is: 'new-chat' })}>
              {t('Find people')}
            </Button>
          </Empty>
        )}
      </div>
    </main>
  )
}

function OneCall({ room, call }: { readonly room: Room; readonly call: Call | undefined }): ReactElement {
  const enter = useWayIn()
  const people = usePeopleShown()
  const peer = usePerson(room.peer)
  const line = useCalling((hold) => hold.line)
  const users = [...new Set(call?.participants.map(({ user }) => user) ?? [])]
  const isHere = line?.room === room.id
  return (
    <li className={page.row}>
      {room.kind === 'direct' ? <Avatar user={peer} size={36} /> : <RoomMark room={room} size={36} />}
      <a href={hashOf({ at: 'room', room: room.id })} className={cx(page.names, styles.names)}>
        <b>{room.name}</b>
        <span>
          {users.length > 0
            ? listOf(
                users.map((user) => people.get(user)?.displayName ?? '…'),
                4,
              )
            : t('Nobody is in it just now')}
        </span>
      </a>
      <Button
        look={users.length > 0 && !isHere ? 'main' : 'soft'}
        aria-label={isHere ? t('Open the call in {name}', { name: room.name }) : t('Join {name}', { name: room.name })}
        onClick={() => (isHere ? go({ at: 'call', room: room.id }) : enter(room, { video: false, call: call?.id }))}
      >
        {isHere ? t('Open') : t('Join')}
      </Button>
    </li>
  )
}

function Person({ room }: { readonly room: Room }): ReactElement {
  const enter = useWayIn()
  const peer = usePerson(room.peer)
  const standing = useStanding(room.peer)
  return (
    <li className={page.row}>
      <Avatar user={peer} size={36} standing={standing} />
      <a href={hashOf({ at: 'room', room: room.id })} className={cx(page.names, styles.names)}>
        <b>{room.name}</b>
        <span>{standing === 'gone' ? t('Not here; will see that you called') : standingSays(standing, null, 0)}</span>
      </a>
      <IconButton icon={Phone} label={t('Call {name}', { name: room.name })} tipAt="end" onClick={() => enter(room, { video: false })} />
      <IconButton
        icon={Video}
        label={t('Call {name} with video', { name: room.name })}
        tipAt="end"
        onClick={() => enter(room, { video: true })}
      />
    </li>
  )
}

import type { Room } from '@hearth/protocol/shapes.ts'
import { type ReactElement, useEffect, useState } from 'react'
import { RoomMark } from '../../parts/avatar.tsx'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { DoorDrawing } from '../../parts/drawings.tsx'
import { Empty, Skeleton } from '../../parts/empty.tsx'
import { goToRoom } from '../../route.ts'
import { useChat, useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { peopleCount, sentence } from '../../words.ts'
import styles from './dialogs.module.css'
import { enter as enterRoom } from './enter.ts'

export function BrowseDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const client = useClient()
  const show = useUi((ui) => ui.show)
  const [rooms, setRooms] = useState<readonly Room[] | string>()
  useEffect(() => {
    client.ask('room.list', { public: true }).then(
      (answer) => setRooms(answer.rooms),
      (failure: unknown) => setRooms(sentence(failure)),
    )
  }, [client])
  const none = typeof rooms === 'string' || rooms?.length === 0
  return (
    <Dialog title={t('Look for rooms')} wide onClose={onClose}>
      {rooms === undefined && <Skeleton rows={4} faces />}
      {none && (
        <Empty
          drawing={<DoorDrawing />}
          title={typeof rooms === 'string' ? t('Could not look') : t('No public rooms yet')}
          says={typeof rooms === 'string' ? rooms : t('Make the first one, and everybody here can find it.')}
        >
          <Button look="main" onClick={() => show({ is: 'new-room' })}>
            {t('Make a room')}
          </Button>
        </Empty>
      )}
      {!none && Array.isArray(rooms) && (
        <ul className={styles.rooms}>
          {rooms.map((room: Room) => (
            <PublicRoom key={room.id} room={room} onClose={onClose} />
          ))}
        </ul>
      )}
      <button type="button" className={styles.link} onClick={() => show({ is: 'join' })}>
        {t('I have a code')}
      </button>
    </Dialog>
  )
}

function PublicRoom({ room, onClose }: { readonly room: Room; readonly onClose: () => void }): ReactElement {
  const client = useClient()
  const isMine = useChat((state) => state.rooms.has(room.id))
  const say = useUi((ui) => ui.say)
  const enter = (): void => {
    if (isMine) goToRoom(room.id)
    const entering = isMine ? Promise.resolve() : enterRoom(client, { room: room.id })
    entering.then(onClose, (failure: unknown) => say(sentence(failure), 'bad'))
  }
  return (
    <li className={styles.roomRow}>
      <RoomMark room={room} size={36} />
      <div>
        <b>{room.name}</b>
        <p>{[peopleCount(room.members), room.topic].filter(Boolean).join(' · ')}</p>
      </div>
      <Button
        look={isMine ? 'quiet' : 'soft'}
        aria-label={isMine ? t('Open {name}', { name: room.name }) : t('Join {name}', { name: room.name })}
        onClick={enter}
      >
        {isMine ? t('Open') : t('Join')}
      </Button>
    </li>
  )
}

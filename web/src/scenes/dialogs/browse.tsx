import type { Room } from '@hearth/protocol/shapes.ts'
import { type ReactElement, useCallback, useEffect, useState } from 'react'
import { RoomMark } from '../../parts/avatar.tsx'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { DoorDrawing } from '../../parts/drawings.tsx'
import { Empty, Skeleton } from '../../parts/empty.tsx'
import { Field } from '../../parts/field.tsx'
import { goToRoom } from '../../route.ts'
import { useChat, useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { peopleCount, sentence } from '../../words.ts'
import styles from './dialogs.module.css'
import { enter as enterRoom } from './enter.ts'

export function BrowseDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const show = useUi((ui) => ui.show)
  const [text, setText] = useState('')
  const { rooms, more, next } = usePublicRooms(text.trim())
  const none = typeof rooms === 'string' || rooms?.length === 0
  return (
    <Dialog title={t('Look for rooms')} wide onClose={onClose}>
      <Field
        label={t('Find a room')}
        type="search"
        value={text}
        onValue={setText}
        placeholder={t('A name, or what it is about')}
        autoComplete="off"
      />
      {rooms === undefined && <Skeleton rows={4} faces />}
      {none && (
        <Empty drawing={<DoorDrawing />} {...saysNone(rooms, text.trim())}>
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
      {more && (
        <Button wide onClick={next}>
          {t('Show more')}
        </Button>
      )}
      <button type="button" className={styles.link} onClick={() => show({ is: 'join' })}>
        {t('I have a code')}
      </button>
    </Dialog>
  )
}

function saysNone(rooms: readonly Room[] | string | undefined, text: string): { readonly title: string; readonly says: string } {
  if (typeof rooms === 'string') return { title: t('This could not be loaded'), says: rooms }
  return text === ''
    ? { title: t('No public rooms yet'), says: t('Make the first one, and everybody here can find it.') }
    : { title: t('No public room called “{text}”', { text }), says: t('Try a part of its name or of its topic.') }
}

const PAUSE_MS = 150
const PAGE = 50

/** Page by page, each room once; a string says why there are none. */
function usePublicRooms(text: string): { readonly rooms: readonly Room[] | string | undefined; readonly more: boolean; next(): void } {
  const client = useClient()
  const [found, setFound] = useState<{ readonly text: string; readonly rooms: readonly Room[] | string; readonly more: boolean }>()
  const ask = useCallback(
    (before: readonly Room[]) => {
      const after = before.at(-1)?.id
      const sought = { ...(text === '' ? {} : { text: text.slice(0, 64) }), ...(after === undefined ? {} : { after }) }
      return client.ask('room.list', { public: true, limit: PAGE, ...sought }).then(
        (answer) => {
          const known = new Set(before.map(({ id }) => id))
          return { text, rooms: [...before, ...answer.rooms.filter(({ id }) => !known.has(id))], more: answer.more === true }
        },
        (failure: unknown) => ({ text, rooms: sentence(failure), more: false }),
      )
    },
    [client, text],
  )
  useEffect(() => {
    let gone = false
    const timer = setTimeout(() => void ask([]).then((page) => gone || setFound(page)), text === '' ? 0 : PAUSE_MS)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [ask, text])
  const next = (): void => {
    if (found?.text !== text || typeof found.rooms === 'string') return
    const { rooms: before } = found
    void ask(before).then((page) => {
      if (typeof page.rooms === 'string') useUi.getState().say(page.rooms, 'bad')
      // One has typed on, or pressed twice: then this page follows nothing.
      else setFound((now) => (now?.text === page.text && now.rooms === before ? page : now))
    })
  }
  return { rooms: found?.rooms, more: found?.more === true && found.text === text, next }
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

import type { Room } from '@hearth/protocol/shapes.ts'
import type { ReactElement } from 'react'
import { Avatar, RoomMark } from '../../parts/avatar.tsx'
import { Button } from '../../parts/button.tsx'
import { useMe, usePerson } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import styles from './beginning.module.css'
import { mayInvite, maySpeak, useHold } from './room-context.ts'
import { BEGINNING } from './use-row-keys.ts'

/** Above the first message: what this place is for, and what to do in it. */
export function RoomBeginning({ room, tabbable }: { readonly room: Room; readonly tabbable: boolean }): ReactElement {
  const peer = usePerson(room.peer)
  const { focusComposer } = useHold()
  const show = useUi((ui) => ui.show)
  const [title, words] = [useTitle(room), useWords(room)]
  return (
    <div className={styles.beginning} role="group" aria-label={`${title}. ${words}`} data-key={BEGINNING} tabIndex={tabbable ? 0 : -1}>
      {room.kind === 'direct' ? <Avatar user={peer} size={48} /> : <RoomMark room={room} size={48} />}
      <h2>{title}</h2>
      <p>{words}</p>
      <div className={styles.deeds}>
        {mayInvite(room) && (
          <Button look="main" onClick={() => show({ is: 'invite', room: room.id })}>
            {t('Add people')}
          </Button>
        )}
        {maySpeak(room) && room.kind !== 'direct' && <Button onClick={focusComposer}>{t('Say hello')}</Button>}
      </div>
    </div>
  )
}

function useTitle(room: Room): string {
  const me = useMe()
  if (room.peer === me.id) return t('Notes to yourself')
  if (room.kind === 'lobby') return t('This is the Lobby')
  return room.name
}

function useWords(room: Room): string {
  const me = useMe()
  switch (room.kind) {
    case 'lobby':
      return t('Everybody on this server is here. Say who you are.')
    case 'direct':
      return room.peer === me.id
        ? t('Your own notes: nobody else is in this room.')
        : t('Only you and {name} are in this room.', { name: room.name })
    case 'group':
      return room.rules?.locked ? t('This is where the group begins.') : t('This is where the group begins. Everybody in it may speak.')
    case 'channel':
      return t('This is where the channel begins. Its admins speak, everybody else reads.')
  }
}

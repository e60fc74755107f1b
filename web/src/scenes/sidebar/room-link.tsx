import { hasDraft } from '@hearth/client/draft-places.ts'
import { isBlocked } from '@hearth/client/own.ts'
import type { Room } from '@hearth/protocol/shapes.ts'
import { BellOff, Pencil } from 'lucide-react'
import { memo, type ReactElement } from 'react'
import { Avatar, RoomMark } from '../../parts/avatar.tsx'
import { Badge } from '../../parts/badge.tsx'
import { cx } from '../../parts/cx.ts'
import { Icon } from '../../parts/icon.tsx'
import { calls, isNew, type Listed } from '../../room-groups.ts'
import { hashOf } from '../../route.ts'
import { useChat, useMe, usePerson, useStanding } from '../../state.ts'
import { t } from '../../text/t.ts'
import { standingWord } from '../../words.ts'
import styles from './sidebar.module.css'
import { InCall } from './talking.tsx'

type Props = { readonly room: Listed; readonly isCurrent: boolean }

/** Whoever goes from room to room changes two of them, and the list may be long. */
export const RoomLink = memo(function RoomLink({ room, isCurrent }: Props): ReactElement {
  const isDraft = useChat((state) => hasDraft(state.drafts, room.id))
  const hasFailed = useChat((state) => state.outbox.some((one) => one.room === room.id && one.state === 'failed'))
  const isWriting = useChat((state) => [...(state.typing.get(room.id)?.keys() ?? [])].some((user) => !isBlocked(state, user)))
  return (
    <a
      href={hashOf({ at: 'room', room: room.id })}
      className={cx(styles.room, isNew(room) && styles.unread, room.isMuted && styles.muted)}
      aria-current={isCurrent ? 'page' : undefined}
    >
      <Mark room={room} />
      <span className={styles.name}>{room.name}</span>
      {!room.voice && <InCall room={room} />}
      <span className="out-of-sight">
        {room.unread > 0 ? `, ${t.many(room.unread, '{count} unread message', '{count} unread messages')}` : ''}
      </span>
      {hasFailed && <span className={styles.failed}>{t('not sent')}</span>}
      {isWriting && !isCurrent && <span className={styles.note}>{t('writing…')}</span>}
      {isDraft && !isCurrent && !isWriting && (
        <span className={styles.note} title={t('A draft waits here')}>
          <Icon of={Pencil} size={13} />
          <span className="out-of-sight">{t('draft')}</span>
        </span>
      )}
      <Badge count={calls(room)} says={t('{many} for you', { many: calls(room) })} />
      {isNew(room) && calls(room) === 0 && <span className={styles.dot} />}
      {room.isMuted && (
        <span className={styles.note} title={t('Muted')}>
          <Icon of={BellOff} size={13} />
          <span className="out-of-sight">{t('muted')}</span>
        </span>
      )}
    </a>
  )
})

const Mark = ({ room }: { readonly room: Room }): ReactElement =>
  room.kind === 'direct' ? <Peer room={room} /> : <RoomMark room={room} size={24} />

function Peer({ room }: { readonly room: Room }): ReactElement {
  const me = useMe()
  const peer = usePerson(room.peer)
  const standing = useStanding(room.peer)
  return (
    <>
      <Avatar user={peer} size={24} standing={room.peer === me.id ? undefined : standing} />
      {room.peer !== me.id && <span className="out-of-sight">{standingWord(standing)}, </span>}
    </>
  )
}

import type { Room } from '@hearth/protocol/shapes.ts'
import { ArrowLeft, Ellipsis, PanelRight, Pin, Search, UserPlus, Users } from 'lucide-react'
import { type ReactElement, Suspense, useRef, useState } from 'react'
import { Avatar, RoomMark } from '../../parts/avatar.tsx'
import { IconButton } from '../../parts/button.tsx'
import { cx } from '../../parts/cx.ts'
import { late } from '../../parts/late.ts'
import side from '../../parts/side.module.css'
import { go } from '../../route.ts'
import { useMe, usePerson, useStanding } from '../../state.ts'
import { Linked } from '../../text/linked.tsx'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { number } from '../../words.ts'
import { usePresenceWords } from '../contacts/presence.ts'
import { CallButtons } from './call-buttons.tsx'
import styles from './header.module.css'
import { mayInvite } from './room-context.ts'

const RoomMenu = late(() => import('./room-menu.tsx').then((module) => module.RoomMenu))

export function RoomHeader({ room }: { readonly room: Room }): ReactElement {
  const peer = usePerson(room.peer)
  const standing = useStanding(room.peer)
  const { panel, setPanel, show } = useUi()
  return (
    <header className={cx(side.head, styles.header)} data-landmark="header">
      <span className={styles.back}>
        <IconButton icon={ArrowLeft} tipAt="start" label={t('Back to chats')} onClick={() => go({ at: 'chats' })} />
      </span>
      {room.kind === 'direct' ? <Avatar user={peer} standing={standing} /> : <RoomMark room={room} />}
      <div className={cx(side.names, styles.names)}>
        <h1>
          <button type="button" className={styles.who} title={t('Details')} aria-expanded={panel} onClick={() => setPanel(!panel)}>
            {room.name}
          </button>
        </h1>
        <p title={room.topic || undefined}>
          <Linked text={useSubtitle(room)} />
        </p>
      </div>
      <CallButtons room={room} />
      {mayInvite(room) && (
        <span className={styles.spare}>
          <IconButton icon={UserPlus} label={t('Add people')} onClick={() => show({ is: 'invite', room: room.id })} />
        </span>
      )}
      <span className={styles.wideOnly}>
        <IconButton
          icon={Search}
          label={t('Search here')}
          keys="search"
          aria-haspopup="dialog"
          onClick={() => show({ is: 'search', room: room.id })}
        />
      </span>
      <span className={styles.spare}>
        <IconButton icon={Pin} label={t('Pinned messages')} aria-haspopup="dialog" onClick={() => show({ is: 'pins', room: room.id })} />
      </span>
      {room.kind !== 'direct' && <MembersButton many={room.members} isOpen={panel} onPress={() => setPanel(!panel)} />}
      {room.kind === 'direct' && (
        <IconButton icon={PanelRight} tipAt="end" label={t('Details')} keys="panel" aria-pressed={panel} onClick={() => setPanel(!panel)} />
      )}
      <MenuButton room={room} />
    </header>
  )
}

function MembersButton({
  many,
  isOpen,
  onPress,
}: {
  readonly many: number
  readonly isOpen: boolean
  readonly onPress: () => void
}): ReactElement {
  return (
    <button type="button" className={styles.members} aria-pressed={isOpen} aria-label={t('Members, {many}', { many })} onClick={onPress}>
      <Users size={17} strokeWidth={1.75} aria-hidden="true" />
      <span data-number>{number(many)}</span>
    </button>
  )
}

function MenuButton({ room }: { readonly room: Room }): ReactElement {
  const more = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <IconButton
        ref={more}
        icon={Ellipsis}
        tipAt="end"
        label={t('Room actions')}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setOpen(true)}
      />
      {isOpen && (
        <Suspense fallback={null}>
          <RoomMenu room={room} at={more} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

function useSubtitle(room: Room): string {
  const me = useMe()
  const peer = usePerson(room.peer)
  const { says } = usePresenceWords(peer)
  if (room.kind === 'direct') {
    if (room.peer === me.id) return t('Only you')
    return says
  }
  if (room.topic) return room.topic
  if (room.kind === 'lobby') return t('Everybody is here')
  return room.kind === 'channel'
    ? t.many(room.members, 'Channel of {count} person', 'Channel of {count} people')
    : t.many(room.members, 'Group of {count} person', 'Group of {count} people')
}

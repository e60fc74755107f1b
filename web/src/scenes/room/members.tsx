// Who is in the room and what they may do. At the side on a desktop, over the room on a phone.
import type { Member, Role, Room } from '@hearth/protocol/shapes.ts'
import { CircleUserRound, Crown, Ellipsis, MessageCircle, Search, Shield, ShieldOff, UserMinus, X } from 'lucide-react'
import { type ReactElement, useMemo, useRef, useState } from 'react'
import { Avatar } from '../../parts/avatar.tsx'
import { Chip } from '../../parts/badge.tsx'
import { Button, IconButton } from '../../parts/button.tsx'
import { cx } from '../../parts/cx.ts'
import { type DeedInMenu, DeedMenu } from '../../parts/deed-menu.tsx'
import { Skeleton } from '../../parts/empty.tsx'
import { Icon } from '../../parts/icon.tsx'
import side from '../../parts/side.module.css'
import { byName } from '../../room-groups.ts'
import { useChat, useClient, useMe, usePerson, useStanding } from '../../state.ts'
import { Linked } from '../../text/linked.tsx'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { sentence, standingWord } from '../../words.ts'
import { openChat } from '../open-chat.ts'
import { type Beside, BesideChoice, OtherSide } from './beside.tsx'
import styles from './members.module.css'
import { deedsAbout } from './moderation.ts'
import { mayInvite, mayRemove, maySetRoles } from './room-context.ts'
import { askRemove } from './room-questions.ts'
import { useMembers } from './use-members.ts'

/** Lists up to here are shown whole; longer ones are searched. */
const MOST_SHOWN = 300

export function Members({ room }: { readonly room: Room }): ReactElement {
  const setPanel = useUi((ui) => ui.setPanel)
  const [at, setAt] = useState<Beside>('people')
  const names: Readonly<Record<Beside, string>> = {
    people: room.kind === 'direct' ? t('Details') : t.many(room.members, '{count} member', '{count} members'),
    files: t('Files'),
    pins: t('Pinned messages'),
  }
  const isPeople = at === 'people'
  return (
    <aside className={cx(side.side, styles.panel)} aria-label={isPeople ? t('Members') : names[at]} data-landmark="panel">
      <header className={cx(side.sideHead, styles.head)}>
        <h2>{names[at]}</h2>
        <IconButton small icon={X} tipAt="end" label={isPeople ? t('Close members') : t('Close')} onClick={() => setPanel(false)} />
      </header>
      <BesideChoice at={at} onAt={setAt} />
      {at === 'people' ? <People room={room} /> : <OtherSide room={room} at={at} />}
    </aside>
  )
}

function People({ room }: { readonly room: Room }): ReactElement {
  const show = useUi((ui) => ui.show)
  const [wanted, setWanted] = useState('')
  const { list: members, more } = useMembers(room, wanted.trim(), MOST_SHOWN)
  const shown = useSorted(members, wanted)
  return (
    <>
      {room.topic && (
        <p className={styles.topic}>
          <Linked text={room.topic} />
        </p>
      )}
      {mayInvite(room) && (
        <div className={styles.invite}>
          <Button wide onClick={() => show({ is: 'invite', room: room.id })}>
            {t('Add people')}
          </Button>
        </div>
      )}
      {room.members > 12 && <MemberSearch wanted={wanted} onChange={setWanted} />}
      {!members && (
        <div className={styles.wait}>
          <Skeleton rows={Math.min(5, room.members)} />
        </div>
      )}
      <ul className={styles.list}>
        {shown.slice(0, MOST_SHOWN).map((member) => (
          <OneMember key={member.user.id} room={room} member={member} />
        ))}
      </ul>
      {more && <p className={styles.rest}>{t('and others. Search to find them.')}</p>}
      {shown.length > MOST_SHOWN && (
        <p className={styles.rest}>
          {t.many(shown.length - MOST_SHOWN, 'and {count} more. Search to find them.', 'and {count} others. Search to find them.')}
        </p>
      )}
    </>
  )
}

type MemberSearchProps = { readonly wanted: string; readonly onChange: (wanted: string) => void }

const MemberSearch = ({ wanted, onChange }: MemberSearchProps): ReactElement => (
  <label className={styles.search}>
    <Icon of={Search} size={16} />
    <input
      value={wanted}
      onChange={(event) => onChange(event.target.value)}
      placeholder={t('Find a member')}
      aria-label={t('Find a member')}
    />
  </label>
)

const roleRank: Readonly<Record<Role, number>> = { owner: 0, admin: 1, member: 2 }

function useSorted(members: readonly Member[] | undefined, wanted: string): readonly Member[] {
  const presence = useChat((state) => state.presence)
  return useMemo(() => {
    const away = (member: Member): number => (presence.get(member.user.id)?.state === 'online' ? 0 : 1)
    const text = wanted.trim().toLowerCase()
    return (members ?? [])
      .filter(({ user }) => `${user.displayName} ${user.name}`.toLowerCase().includes(text))
      .sort((a, b) => away(a) - away(b) || roleRank[a.role] - roleRank[b.role] || byName(a.user.displayName, b.user.displayName))
  }, [members, presence, wanted])
}

function OneMember({ room, member }: { readonly room: Room; readonly member: Member }): ReactElement {
  const { user, role } = member
  const standing = useStanding(user.id)
  const name = usePerson(user.id)?.displayName ?? user.displayName
  const more = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  const deeds = useDeeds(room, member)
  return (
    <li className={styles.member}>
      <Avatar user={user} standing={standing} />
      <div className={styles.names}>
        <span className={styles.name}>{name}</span>
        {role !== 'member' && room.kind !== 'lobby' && <Chip>{role === 'owner' ? t('owner') : t('admin')}</Chip>}
        {user.guest && <Chip>{t('guest')}</Chip>}
        <span className={styles.status}>
          <span className="out-of-sight">{standingWord(standing)}. </span>
          {user.status || <bdi>@{user.name}</bdi>}
        </span>
      </div>
      {deeds.length > 0 && (
        <IconButton
          ref={more}
          small
          icon={Ellipsis}
          tipAt="end"
          label={t('Actions for {name}', { name })}
          aria-haspopup="menu"
          aria-expanded={isOpen}
          onClick={() => setOpen(true)}
        />
      )}
      {isOpen && <DeedMenu at={more} label={t('Actions for {name}', { name })} deeds={deeds} onClose={() => setOpen(false)} />}
    </li>
  )
}

function useDeeds(room: Room, { user, role }: Member): readonly (DeedInMenu | false)[] {
  const client = useClient()
  const me = useMe()
  const { show, say } = useUi.getState()
  if (user.id === me.id || user.deleted) return []
  const profile = { id: 'profile', label: t('Profile'), icon: CircleUserRound, act: () => show({ is: 'profile' as const, user: user.id }) }
  const setRole = (to: Role) => (): void =>
    void client.ask('room.role', { room: room.id, user: user.id, role: to }).catch((failure: unknown) => say(sentence(failure), 'bad'))
  const isAbove = roleRank[room.role ?? 'member'] < roleRank[role]
  return [
    profile,
    room.kind !== 'direct' && { id: 'write', label: t('Message'), icon: MessageCircle, act: () => void openChat(client, user.id) },
    maySetRoles(room) && role === 'member' && { id: 'admin', label: t('Make admin'), icon: Shield, act: setRole('admin') },
    maySetRoles(room) && role === 'admin' && { id: 'member', label: t('No longer admin'), icon: ShieldOff, act: setRole('member') },
    maySetRoles(room) && role !== 'owner' && { id: 'owner', label: t('Make owner'), icon: Crown, act: setRole('owner') },
    mayRemove(room) &&
      isAbove && { id: 'remove', label: t('Remove'), icon: UserMinus, danger: true, act: () => show(askRemove(client, room, user)) },
    ...deedsAbout(me, user, room, isAbove, show),
  ]
}

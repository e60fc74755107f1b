// Who is in a call, where the rooms are listed: before one joins.
import type { Call } from '@hearth/protocol/call-shapes.ts'
import type { Room } from '@hearth/protocol/shapes.ts'
import { HeadphoneOff, MicOff, Phone } from 'lucide-react'
import type { ReactElement } from 'react'
import { useCallIn } from '../../calls/hold.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { Icon } from '../../parts/icon.tsx'
import { usePeopleShown } from '../../state.ts'
import { t } from '../../text/t.ts'
import { listOf } from '../../words.ts'
import styles from './sidebar.module.css'

const FACES = 3

/** As a row of faces, beside the name of the room. */
export function InCall({ room }: { readonly room: Room }): ReactElement | null {
  const call = useCallIn(room.id)
  return call ? <Faces call={call} /> : null
}

function Faces({ call }: { readonly call: Call }): ReactElement {
  const people = usePeopleShown()
  const users = [...new Set(call.participants.map(({ user }) => user))]
  return (
    <span className={styles.inCall}>
      <Icon of={Phone} size={14} />
      <span aria-hidden="true">
        {users.slice(0, FACES).map((user) => (
          <Avatar key={user} user={people.get(user)} size={20} />
        ))}
      </span>
      <span className="out-of-sight">
        , {t('in a call: {names}', { names: listOf(users.map((user) => people.get(user)?.displayName ?? '…')) })}
      </span>
    </span>
  )
}

/** By name, under a place to talk. */
export function Talking({ room }: { readonly room: Room }): ReactElement | null {
  const call = useCallIn(room.id)
  const people = usePeopleShown()
  if (!call) return null
  return (
    <ul className={styles.talking} aria-label={t('In {room}', { room: room.name })}>
      {call.participants.map(({ id, user, muted, deafened }) => (
        <li key={id}>
          <Avatar user={people.get(user)} size={20} />
          <span className={styles.name}>{people.get(user)?.displayName ?? '…'}</span>
          {muted && <Icon of={MicOff} size={14} />}
          {deafened && <Icon of={HeadphoneOff} size={14} />}
          {muted && <span className="out-of-sight">{t('muted')}</span>}
        </li>
      ))}
    </ul>
  )
}

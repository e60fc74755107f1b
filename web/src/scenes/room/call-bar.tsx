// Above the words: who is in the room's call, and the way in.
import type { Call } from '@hearth/protocol/call-shapes.ts'
import type { Room } from '@hearth/protocol/shapes.ts'
import { AudioLines } from 'lucide-react'
import type { ReactElement } from 'react'
import { useCalling } from '../../calls/hold.ts'
import { useWayIn } from '../../calls/way-in.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { go } from '../../route.ts'
import { useMe, usePeopleShown } from '../../state.ts'
import { t } from '../../text/t.ts'
import { listOf } from '../../words.ts'
import styles from './call-bar.module.css'

/** @param call what goes on in the room; a voice room has the bar without one, too */
export function CallBar({ room, call }: { readonly room: Room; readonly call: Call | undefined }): ReactElement {
  return (
    <div className={styles.bar} role="group" aria-label={t('Call')}>
      {call ? <Who call={call} room={room} /> : <Nobody />}
      <WayIn room={room} call={call} />
    </div>
  )
}

function Nobody(): ReactElement {
  return (
    <>
      <Icon of={AudioLines} />
      <span className={styles.says}>{t('A place to talk. Nobody is in it just now.')}</span>
    </>
  )
}

const FACES = 5

function Who({ call, room }: { readonly call: Call; readonly room: Room }): ReactElement {
  const people = usePeopleShown()
  const users = [...new Set(call.participants.map(({ user }) => user))]
  const names = users.map((user) => people.get(user)?.displayName ?? '…')
  return (
    <>
      <span className={styles.faces}>
        {users.slice(0, FACES).map((user) => (
          <Avatar key={user} user={people.get(user)} size={24} />
        ))}
      </span>
      <span className={styles.says}>
        {names.length === 0
          ? t('A call was begun; nobody is in it yet')
          : room.voice
            ? t.many(names.length, '{names} is here to talk', '{names} are here to talk', { names: listOf(names) })
            : t.many(names.length, '{names} is in a call', '{names} are in a call', { names: listOf(names) })}
      </span>
    </>
  )
}

function WayIn({ room, call }: { readonly room: Room; readonly call: Call | undefined }): ReactElement {
  const me = useMe()
  const line = useCalling((hold) => hold.line)
  const enter = useWayIn()
  if (line?.room === room.id) return <Button onClick={() => go({ at: 'call', room: room.id })}>{t('Open the call')}</Button>
  const isElsewhere = call?.participants.some(({ user }) => user === me.id) ?? false
  return (
    <Button look="main" onClick={() => enter(room, { video: false, call: call?.id })}>
      {isElsewhere ? t('Move it here') : t('Join')}
    </Button>
  )
}

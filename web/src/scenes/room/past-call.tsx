// A call as an entry of the room's log: who called, for how long, and the way back when it was missed.
import type { PastCall } from '@hearth/protocol/call-shapes.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Room } from '@hearth/protocol/shapes.ts'
import type { LucideIcon } from 'lucide-react'
import { Phone, PhoneIncoming, PhoneMissed, PhoneOff, PhoneOutgoing, Video } from 'lucide-react'
import type { ReactElement } from 'react'
import { useWayIn } from '../../calls/way-in.ts'
import { cx } from '../../parts/cx.ts'
import { Icon } from '../../parts/icon.tsx'
import { useMe, usePerson } from '../../state.ts'
import { clockTime, count, lasting, wholeTime } from '../../words.ts'
import styles from './past-call.module.css'

type Props = { readonly room: Room; readonly call: PastCall }

export function PastCallRow({ room, call }: Props): ReactElement {
  const me = useMe()
  const caller = usePerson(call.by)
  const enter = useWayIn()
  const told = tell(call, room, me.id, caller?.displayName ?? '…')
  return (
    <div
      className={cx(styles.row, told.isMissed && styles.missed)}
      data-call={call.id}
      role="group"
      aria-label={`${told.says}, ${clockTime(call.at)}`}
    >
      <span className={styles.mark}>
        <Icon of={told.icon} size={16} />
      </span>
      <span className={styles.says}>{told.says}</span>
      {told.more && <span className={styles.more}>{told.more}</span>}
      <time className={styles.time} dateTime={new Date(call.at).toISOString()} title={wholeTime(call.at)}>
        {clockTime(call.at)}
      </time>
      {told.again && (
        <button type="button" className={styles.again} onClick={() => enter(room, { video: call.video })}>
          {told.again}
        </button>
      )}
    </div>
  )
}

export type Told = {
  readonly icon: LucideIcon
  readonly says: string
  readonly more?: string
  readonly isMissed?: boolean
  readonly again?: string
}

/** What a call was, for who reads of it. */
export function tell({ by, at, video, ended }: PastCall, room: Pick<Room, 'kind'>, me: UserId, caller: string): Told {
  const call = video ? 'video call' : 'call'
  if (ended === null) return { icon: video ? Video : Phone, says: by === me ? `You began a ${call}` : `${caller} began a ${call}` }
  const { people, why } = ended
  const isAnswered = people.length > 1
  const more = isAnswered
    ? `${lasting(Math.max(0, ended.at - at) / 1000)}${room.kind === 'direct' ? '' : ` · ${count(people.length, 'person', 'people')}`}`
    : ''
  if (by !== me && !people.includes(me)) {
    const isMissed = room.kind === 'direct' && why !== 'declined'
    if (why === 'declined') return { icon: PhoneOff, says: `You declined a ${call} from ${caller}`, again: 'Call back' }
    return isMissed
      ? { icon: PhoneMissed, says: `Missed ${call} from ${caller}`, isMissed, again: 'Call back' }
      : { icon: Phone, says: `${caller} began a ${call}, without you`, more }
  }
  if (by === me && !isAnswered) {
    const says =
      why === 'declined'
        ? `Your ${call} was declined`
        : room.kind === 'direct'
          ? `Your ${call} was not answered`
          : `Nobody came to your ${call}`
    return { icon: PhoneOutgoing, says, ...(room.kind === 'direct' ? { again: 'Call again' } : {}) }
  }
  return { icon: by === me ? PhoneOutgoing : PhoneIncoming, says: by === me ? `You began a ${call}` : `${caller} began a ${call}`, more }
}

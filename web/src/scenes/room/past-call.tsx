// A call as an entry of the room's log: who called, for how long, and the way back when it was missed.
import type { PastCall } from '@hearth/protocol/call-shapes.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import { threadOfCall } from '@hearth/protocol/make-id.ts'
import type { Room } from '@hearth/protocol/shapes.ts'
import type { LucideIcon } from 'lucide-react'
import { MessagesSquare, Phone, PhoneIncoming, PhoneMissed, PhoneOff, PhoneOutgoing, Video } from 'lucide-react'
import type { ReactElement } from 'react'
import { useWayIn } from '../../calls/way-in.ts'
import { IconButton } from '../../parts/button.tsx'
import { cx } from '../../parts/cx.ts'
import { Icon } from '../../parts/icon.tsx'
import { go } from '../../route.ts'
import { useMe, usePerson } from '../../state.ts'
import { t } from '../../text/t.ts'
import { clockTime, lasting, peopleCount, wholeTime } from '../../words.ts'
import styles from './past-call.module.css'
import { maySpeak } from './room-context.ts'
import { ThreadMark } from './thread/thread-mark.tsx'

/** `isRoot`: what was said beside it stands right under it. */
type Props = { readonly rowKey: string; readonly tabbable: boolean; readonly room: Room; readonly call: PastCall; readonly isRoot: boolean }

export function PastCallRow({ rowKey, tabbable, room, call, isRoot }: Props): ReactElement {
  const me = useMe()
  const caller = usePerson(call.by)
  const enter = useWayIn()
  const told = tell(call, room, me.id, caller?.displayName ?? '…')
  const name = `${told.says}, ${clockTime(call.at)}`
  return (
    <div
      className={cx(styles.row, told.isMissed && styles.missed)}
      data-call={call.id}
      data-key={rowKey}
      role="group"
      tabIndex={tabbable ? 0 : -1}
      aria-label={name}
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
      {!isRoot && <BesideIt room={room} call={call} name={name} isAlone={told.again !== undefined} />}
    </div>
  )
}

/** `name`: what tells this call from others. */
type BesideProps = Pick<Props, 'room' | 'call'> & { readonly name: string; readonly isAlone: boolean }

/** What was said beside it; and where nothing was, the way to do so. Who was alone with their call is offered to call again, and not this. */
function BesideIt({ room, call, name, isAlone }: BesideProps): ReactElement | null {
  const thread = threadOfCall(call.id)
  if (call.replies)
    return (
      <span className={styles.beside}>
        <ThreadMark room={room.id} root={thread} replies={call.replies} />
      </span>
    )
  if (isAlone || !maySpeak(room)) return null
  return (
    <IconButton
      small
      size={16}
      icon={MessagesSquare}
      label={t('Reply in a thread')}
      aria-label={`${t('Reply in a thread')}, ${name}`}
      onClick={() => go({ at: 'room', room: room.id, thread })}
    />
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
  const says = video ? ofVideo : ofAudio
  const began = by === me ? says.youBegan() : says.began(caller)
  if (ended === null) return { icon: video ? Video : Phone, says: began }
  const { people, why } = ended
  const isAnswered = people.length > 1
  const more = isAnswered
    ? `${lasting(Math.max(0, ended.at - at) / 1000)}${room.kind === 'direct' ? '' : ` · ${peopleCount(people.length)}`}`
    : ''
  if (by !== me && !people.includes(me)) {
    const isMissed = room.kind === 'direct' && why !== 'declined'
    if (why === 'declined') return { icon: PhoneOff, says: says.declined(caller), again: t('Call back') }
    return isMissed
      ? { icon: PhoneMissed, says: says.missed(caller), isMissed, again: t('Call back') }
      : { icon: Phone, says: says.without(caller), more }
  }
  if (by === me && !isAnswered) {
    const outcome = why === 'declined' ? says.wasDeclined() : room.kind === 'direct' ? says.unanswered() : says.nobodyCame()
    return { icon: PhoneOutgoing, says: outcome, ...(room.kind === 'direct' ? { again: t('Call again') } : {}) }
  }
  return { icon: by === me ? PhoneOutgoing : PhoneIncoming, says: began, more }
}

const ofAudio = {
  youBegan: () => t('You began a call'),
  began: (name: string) => t('{name} began a call', { name }),
  without: (name: string) => t('{name} began a call, without you', { name }),
  declined: (name: string) => t('You declined a call from {name}', { name }),
  missed: (name: string) => t('Missed call from {name}', { name }),
  wasDeclined: () => t('Your call was declined'),
  unanswered: () => t('Your call was not answered'),
  nobodyCame: () => t('Nobody came to your call'),
}

const ofVideo: typeof ofAudio = {
  youBegan: () => t('You began a video call'),
  began: (name) => t('{name} began a video call', { name }),
  without: (name) => t('{name} began a video call, without you', { name }),
  declined: (name) => t('You declined a video call from {name}', { name }),
  missed: (name) => t('Missed video call from {name}', { name }),
  wasDeclined: () => t('Your video call was declined'),
  unanswered: () => t('Your video call was not answered'),
  nobodyCame: () => t('Nobody came to your video call'),
}

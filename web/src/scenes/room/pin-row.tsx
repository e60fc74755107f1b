// A pinning as an entry of the room's log: who did it, and the way to what is pinned.
import type { Pin } from '@hearth/protocol/mark-shapes.ts'
import { Pin as PinIcon } from 'lucide-react'
import type { ReactElement } from 'react'
import { Icon } from '../../parts/icon.tsx'
import { usePerson } from '../../state.ts'
import { t } from '../../text/t.ts'
import { clockTime, wholeTime } from '../../words.ts'
import styles from './past-call.module.css'
import { useMessage } from './quote.tsx'
import { useTalk } from './room-context.ts'

type Props = { readonly rowKey: string; readonly tabbable: boolean; readonly pin: Pin }

export function PinRow({ rowKey, tabbable, pin }: Props): ReactElement {
  const { jump, me } = useTalk()
  const by = usePerson(pin.by)
  const original = useMessage(pin.id)
  const says = pin.by === me ? t('You pinned a message') : t('{name} pinned a message', { name: by?.displayName ?? '…' })
  return (
    <div
      className={styles.row}
      data-key={rowKey}
      data-pin={pin.id}
      role="group"
      tabIndex={tabbable ? 0 : -1}
      aria-label={t('{what}, {time}', { what: says, time: clockTime(pin.at) })}
    >
      <span className={styles.mark}>
        <Icon of={PinIcon} size={16} />
      </span>
      <span className={styles.says}>{says}</span>
      <time className={styles.time} dateTime={new Date(pin.at).toISOString()} title={wholeTime(pin.at)}>
        {clockTime(pin.at)}
      </time>
      {original && (
        <button type="button" className={styles.again} onClick={() => jump(original.seq)}>
          {t('Show it')}
        </button>
      )}
    </div>
  )
}

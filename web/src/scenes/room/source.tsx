// Whose words a forwarded message holds, and the way to where they were said: for who is there, too.
import type { MessageId } from '@hearth/protocol/ids.ts'
import type { Forwarded } from '@hearth/protocol/mark-shapes.ts'
import { Forward } from 'lucide-react'
import type { ReactElement } from 'react'
import { Icon } from '../../parts/icon.tsx'
import { go } from '../../route.ts'
import { useClient, usePerson } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { wholeTime } from '../../words.ts'
import styles from './message.module.css'
import { useTalk } from './room-context.ts'

export function Source({ id, from }: { readonly id: MessageId; readonly from: Forwarded }): ReactElement {
  const client = useClient()
  const { id: room } = useTalk()
  const author = usePerson(from.author)
  const say = useUi((ui) => ui.say)
  const seek = (): void =>
    void client.ask('message.origin', { room, id }).then(
      (there) => go({ at: 'room', room: there.room, seq: there.seq }),
      () => say(t('You are not in the room it comes from, or it is not there any more.'), 'bad'),
    )
  return (
    <button type="button" className={styles.quote} title={wholeTime(from.at)} onClick={seek}>
      <Icon of={Forward} size={14} />
      <span>{t('Forwarded from {name}', { name: author?.displayName ?? '…' })}</span>
    </button>
  )
}

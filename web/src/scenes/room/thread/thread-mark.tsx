// What of a thread is seen in the room: under its first message who replied and how often, above a reply that stands here, too, its thread.
import { threadsShown } from '@hearth/client/shown.ts'
import type { MessageId } from '@hearth/protocol/ids.ts'
import type { Replies } from '@hearth/protocol/mark-shapes.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import { MessagesSquare } from 'lucide-react'
import type { ReactElement } from 'react'
import { Avatar } from '../../../parts/avatar.tsx'
import { cx } from '../../../parts/cx.ts'
import { Icon } from '../../../parts/icon.tsx'
import { hashOf } from '../../../route.ts'
import { useChat, usePeople } from '../../../state.ts'
import { plain } from '../../../text/markdown.tsx'
import { t } from '../../../text/t.ts'
import { ago } from '../../../words.ts'
import rowStyles from '../message.module.css'
import { useMessage } from '../quote.tsx'
import { useHold, useTalk } from '../room-context.ts'
import styles from './thread.module.css'
import { ThreadDraft } from './thread-draft.tsx'

export function ThreadMark({ message, replies }: { readonly message: Message; readonly replies: Replies }): ReactElement {
  const { room } = useHold()
  const people = usePeople(replies.users)
  const unread = useChat((state) => threadsShown(state).get(message.id)?.unread ?? 0)
  const says = t.many(replies.count, '{count} reply', '{count} replies')
  return (
    <a href={hashOf({ at: 'room', room: room.id, thread: message.id })} className={styles.mark} data-new={unread > 0 || undefined}>
      <span className={styles.faces}>
        {replies.users.map((id, at) => (
          <Avatar key={id} user={people[at]} size={20} />
        ))}
      </span>
      <b>{says}</b>
      {unread > 0 && <span className={styles.new}>{t('{count} new', { count: unread })}</span>}
      <ThreadDraft room={room.id} root={message.id} />
      <span className={styles.last}>{t('last {when}', { when: ago(replies.lastAt, Date.now()) })}</span>
    </a>
  )
}

export function InThread({ root }: { readonly root: MessageId }): ReactElement {
  const { id: room } = useTalk()
  const first = useMessage(root)
  return (
    <a href={hashOf({ at: 'room', room, thread: root })} className={cx(rowStyles.quote, styles.within)}>
      <Icon of={MessagesSquare} size={14} />
      <span>{first?.text ? t('In the thread: {words}', { words: plain(first.text) }) : t('In a thread')}</span>
    </a>
  )
}

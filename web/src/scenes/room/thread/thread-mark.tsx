// What of a thread is seen in the room: under its first message, or its call, who replied and how often, above a reply that stands here, too, its thread.
import { threadsShown } from '@hearth/client/shown.ts'
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import { threadOfCall } from '@hearth/protocol/make-id.ts'
import type { Replies } from '@hearth/protocol/mark-shapes.ts'
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
import { useTalk } from '../room-context.ts'
import styles from './thread.module.css'
import { ThreadDraft } from './thread-draft.tsx'

type Begun = { readonly room: RoomId; readonly root: MessageId; readonly replies: Replies }

export function ThreadMark({ room, root, replies }: Begun): ReactElement {
  const people = usePeople(replies.users)
  const unread = useChat((state) => threadsShown(state).get(root)?.unread ?? 0)
  const says = t.many(replies.count, '{count} reply', '{count} replies')
  return (
    <a href={hashOf({ at: 'room', room, thread: root })} className={styles.mark} data-new={unread > 0 || undefined}>
      <span className={styles.faces}>
        {replies.users.map((id, at) => (
          <Avatar key={id} user={people[at]} size={20} />
        ))}
      </span>
      <b>{says}</b>
      {unread > 0 && <span className={styles.new}>{t.many(unread, '{count} new', '{count} new')}</span>}
      <ThreadDraft room={room} root={root} />
      <span className={styles.last}>{t('last {when}', { when: ago(replies.lastAt, Date.now()) })}</span>
    </a>
  )
}

export function InThread({ root }: { readonly root: MessageId }): ReactElement {
  const { id: room } = useTalk()
  const call = useChat((state) => state.timelines.get(room)?.calls?.find(({ id }) => threadOfCall(id) === root))
  return call ? <Within root={root} says={t('In the chat of a call')} /> : <InThreadOf root={root} />
}

function InThreadOf({ root }: { readonly root: MessageId }): ReactElement {
  const first = useMessage(root)
  return <Within root={root} says={first?.text ? t('In the thread: {words}', { words: plain(first.text) }) : t('In a thread')} />
}

function Within({ root, says }: { readonly root: MessageId; readonly says: string }): ReactElement {
  const { id: room } = useTalk()
  return (
    <a href={hashOf({ at: 'room', room, thread: root })} className={cx(rowStyles.quote, styles.within)}>
      <Icon of={MessagesSquare} size={14} />
      <span>{says}</span>
    </a>
  )
}

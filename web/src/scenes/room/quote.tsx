// What a reply answers: one line that leads there.
import type { MessageId } from '@hearth/protocol/ids.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import { CornerUpLeft } from 'lucide-react'
import { type ReactElement, useEffect, useState } from 'react'
import { useMarked } from '../../marks.ts'
import { Icon } from '../../parts/icon.tsx'
import { useChat, useClient, useIsBlocked, usePerson } from '../../state.ts'
import { plain } from '../../text/markdown.tsx'
import { t } from '../../text/t.ts'
import { filesInWords } from '../../words.ts'
import styles from './message.module.css'
import { useTalk } from './room-context.ts'

export function Quote({ id }: { readonly id: MessageId }): ReactElement {
  const { jump } = useTalk()
  const original = useMessage(id)
  const author = usePerson(original?.author)
  const isBlocked = useIsBlocked(original?.author)
  const words = isBlocked
    ? t('Blocked message')
    : original === undefined
      ? '…'
      : original === null
        ? t('a message that is not here any more')
        : original.text === null
          ? t('deleted message')
          : plain(original.text || filesInWords(original.files ?? []))
  return (
    <button type="button" className={styles.quote} disabled={!original} onClick={() => original && jump(original.seq)}>
      <Icon of={CornerUpLeft} size={14} />
      <i className="out-of-sight">{t('In reply to')} </i>
      {author && <b>{author.displayName}</b>}
      <i className="out-of-sight">: </i>
      <span>{words}</span>
    </button>
  )
}

/** From the window, else from the server; null when there is none. */
export function useMessage(id: MessageId): Message | null | undefined {
  const client = useClient()
  const { id: room } = useTalk()
  const held = useChat((state) => state.timelines.get(room)?.messages.find((message) => message.id === id))
  const [fetched, setFetched] = useState<Message | null | undefined>()
  const isOnline = useChat((state) => state.connection.is === 'open')
  const isMissing = held === undefined && !fetched && isOnline
  useEffect(() => {
    if (!isMissing) return
    let gone = false
    client.ask('message.get', { room, id }).then(
      ({ message }) => gone || setFetched(message),
      () => gone || setFetched(null),
    )
    return () => {
      gone = true
    }
  }, [client, room, id, isMissing])
  return useMarked(held ?? fetched)
}

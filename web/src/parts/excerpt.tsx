// A message outside of its room: who, when, the first lines of it. Pressed, it leads there.
import type { Message } from '@hearth/protocol/shapes.ts'
import type { ReactElement } from 'react'
import { useMarked, useOwnMarks, waits } from '../marks.ts'
import { useIsBlocked, usePerson } from '../state.ts'
import { plain } from '../text/markdown.tsx'
import { t } from '../text/t.ts'
import { filesInWords, wholeTime } from '../words.ts'
import { Avatar } from './avatar.tsx'
import styles from './excerpt.module.css'

type Props = {
  readonly message: Message
  /** Where it was said, or who did something with it. */
  readonly says?: string
  readonly onOpen: () => void
}

export function Excerpt({ message: said, says, onOpen }: Props): ReactElement {
  const message = useMarked(said)
  const own = useOwnMarks(message.id)
  const author = usePerson(message.author)
  const isBlocked = useIsBlocked(message.author)
  const words = isBlocked
    ? t('Blocked message')
    : message.text === null
      ? t('This message was deleted.')
      : plain(message.text) || filesInWords(message.files ?? [])
  return (
    <button type="button" className={styles.excerpt} onClick={onOpen}>
      <Avatar user={author} size={36} />
      <span className={styles.body}>
        <span className={styles.head}>
          <b>{author?.displayName ?? '…'}</b>
          <time dateTime={new Date(message.at).toISOString()}>{wholeTime(message.at)}</time>
        </span>
        <span className={styles.words} dir="auto">
          {words}
        </span>
        {says && <span className={styles.says}>{says}</span>}
        {waits(own) && <span className={styles.waits}>{t('Waiting for the connection')}</span>}
      </span>
    </button>
  )
}

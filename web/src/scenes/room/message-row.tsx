// One message: who, when, what, and what others made of it.
import type { Message } from '@hearth/protocol/shapes.ts'
import { memo, type ReactElement, useMemo } from 'react'
import { Avatar } from '../../parts/avatar.tsx'
import { Chip } from '../../parts/badge.tsx'
import { cx } from '../../parts/cx.ts'
import { useChat, useMe, usePerson } from '../../state.ts'
import { plain, Words } from '../../text/markdown.tsx'
import { MentionedContext } from '../../text/mentions.tsx'
import { t } from '../../text/t.ts'
import { clockTime, filesInWords, wholeTime } from '../../words.ts'
import { MessageFiles } from './files/message-files.tsx'
import styles from './message.module.css'
import type { OnMore } from './message-menu.tsx'
import { Quote } from './quote.tsx'
import { Reactions } from './reactions.tsx'
import { Toolbar } from './toolbar.tsx'

type Props = {
  readonly rowKey: string
  readonly message: Message
  readonly first: boolean
  /** Pointed at or focused: its actions are shown. */
  readonly active: boolean
  readonly tabbable: boolean
  readonly lit: boolean
  readonly onMore: OnMore
}

export const MessageRow = memo(function MessageRow({ rowKey, message, first, active, tabbable, lit, onMore }: Props): ReactElement {
  const author = usePerson(message.author)
  const me = useMe()
  const name = author?.displayName ?? '…'
  const isForMe = message.mentions.includes(me.id)
  return (
    <div
      role="article"
      aria-label={useSentence(message, name)}
      tabIndex={tabbable ? 0 : -1}
      data-key={rowKey}
      data-seq={message.seq}
      className={cx(styles.row, first && styles.first, isForMe && styles.forMe, lit && styles.lit)}
    >
      <div className={styles.gutter}>
        {first ? <Avatar user={author} size={36} /> : <time className={styles.late}>{clockTime(message.at)}</time>}
      </div>
      <div className={styles.body}>
        {message.replyTo && <Quote id={message.replyTo} />}
        {first && (
          <p className={styles.head}>
            <span className={styles.name}>{name}</span>
            {author?.guest && <Chip>{t('guest')}</Chip>}
            <time className={styles.time} dateTime={new Date(message.at).toISOString()} title={wholeTime(message.at)}>
              {clockTime(message.at)}
            </time>
          </p>
        )}
        <Said message={message} />
        {message.files && <MessageFiles files={message.files} />}
        {message.reactions.length > 0 && <Reactions message={message} />}
      </div>
      {active && message.text !== null && <Toolbar message={message} onMore={onMore} />}
    </div>
  )
})

function Said({ message }: { readonly message: Message }): ReactElement {
  const me = useMe()
  const people = useChat((state) => state.people)
  const mentioned = useMemo(
    () => ({ people: message.mentions.flatMap((id) => people.get(id) ?? []), me: me.id }),
    [message.mentions, people, me.id],
  )
  if (message.text === null) return <p className={styles.deleted}>{t('This message was deleted.')}</p>
  return (
    <MentionedContext value={mentioned}>
      {message.text !== '' && <MemoWords text={message.text} mentioned={mentioned} />}
      {message.editedAt !== undefined && (
        <span className={styles.edited} title={wholeTime(message.editedAt)}>
          {t('edited')}
        </span>
      )}
    </MentionedContext>
  )
}

const MemoWords = memo(
  ({ text }: { readonly text: string; readonly mentioned: unknown }) => <Words text={text} />,
  (a, b) => a.text === b.text && a.mentioned === b.mentioned,
)

/** The whole message in one sentence, for who hears it. */
function useSentence(message: Message, name: string): string {
  return useMemo(() => {
    const words =
      message.text === null
        ? t('deleted')
        : [plain(message.text), filesInWords(message.files ?? [])].filter((part) => part !== '').join(', ')
    const reactions = message.reactions.map((reaction) => `${reaction.emoji} ${reaction.users.length}`).join(', ')
    const edited = message.editedAt === undefined ? '' : `, ${t('edited')}`
    return `${name}, ${clockTime(message.at)}: ${words}${edited}${reactions && `. ${t('Reactions: {reactions}', { reactions })}`}`
  }, [message, name])
}

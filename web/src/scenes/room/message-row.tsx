// One message: who, when, what, and what others made of it.
import type { HeldMark } from '@hearth/client/marks.ts'
import type { MessageId, UserId } from '@hearth/protocol/ids.ts'
import type { Message, User } from '@hearth/protocol/shapes.ts'
import { Bookmark, Pin } from 'lucide-react'
import { memo, type ReactElement, Suspense, useMemo, useState } from 'react'
import { useIsStarred, useOwnMarks, waits } from '../../marks.ts'
import { Avatar, hue } from '../../parts/avatar.tsx'
import { Chip } from '../../parts/badge.tsx'
import { cx } from '../../parts/cx.ts'
import { Icon } from '../../parts/icon.tsx'
import { late } from '../../parts/late.ts'
import { useIsBlocked, useMe, usePeopleShown, usePerson } from '../../state.ts'
import { plain, Words } from '../../text/markdown.tsx'
import { MentionedContext } from '../../text/mentions.tsx'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { clockTime, filesInWords, saidAt, wholeTime } from '../../words.ts'
import { MessageFiles } from './files/message-files.tsx'
import styles from './message.module.css'
import type { OnMore } from './message-menu.tsx'
import { Quote } from './quote.tsx'
import { Reactions } from './reactions.tsx'
import { useTalk } from './room-context.ts'
import { Source } from './source.tsx'
import { InThread, ThreadMark } from './thread/thread-mark.tsx'
import { Toolbar } from './toolbar.tsx'
import { Untold } from './untold.tsx'

const SeenUnder = late(() => import('./seen-by.tsx').then((module) => module.SeenUnder))
const LinkPreview = late(() => import('./preview.tsx').then((module) => module.LinkPreview))
const PollCard = late(() => import('./poll/poll-card.tsx').then((module) => module.PollCard))

type Props = {
  readonly rowKey: string
  readonly message: Message
  readonly first: boolean
  /** Pointed at or focused: its actions are shown. */
  readonly active: boolean
  readonly tabbable: boolean
  readonly lit: boolean
  /** The last thing one said here: who has seen it stands under it. */
  readonly isLastOwn: boolean
  readonly onMore: OnMore
}

export const MessageRow = memo(function MessageRow(props: Props): ReactElement {
  const isBlocked = useIsBlocked(props.message.author)
  const [isShown, setShown] = useState(false)
  return isBlocked && !isShown ? <Folded {...props} onShow={() => setShown(true)} /> : <Whole {...props} />
})

/** What somebody said whom one has blocked. */
function Folded({ rowKey, message, tabbable, onShow }: Props & { readonly onShow: () => void }): ReactElement {
  return (
    <div
      role="article"
      aria-label={t('Blocked message')}
      tabIndex={tabbable ? 0 : -1}
      data-key={rowKey}
      data-seq={message.seq}
      className={cx(styles.row, styles.first)}
    >
      <div className={styles.gutter} />
      <p className={cx(styles.body, styles.folded)}>
        {t('Blocked message')}
        <button type="button" onClick={onShow}>
          {t('Show')}
        </button>
      </p>
    </div>
  )
}

/** Not a stop of its own for the keyboard: the list of members leads there, too. */
function Face({ message, name }: { readonly message: Message; readonly name: string }): ReactElement {
  const author = usePerson(message.author)
  const show = useUi((ui) => ui.show)
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.face}
      aria-label={t('Profile of {name}', { name })}
      onClick={() => show({ is: 'profile', user: message.author })}
    >
      <Avatar user={author} size={36} />
    </button>
  )
}

function Whole({ rowKey, message, first, active, tabbable, lit, isLastOwn, onMore }: Props): ReactElement {
  const author = usePerson(message.author)
  const me = useMe()
  const name = author?.displayName ?? '…'
  const { root } = useTalk()
  const own = useOwnMarks(message.id)
  const isForMe = message.mentions.includes(me.id)
  return (
    <div
      role="article"
      aria-label={useSentence(message, name, waits(own))}
      tabIndex={tabbable ? 0 : -1}
      data-key={rowKey}
      data-seq={message.seq}
      className={cx(styles.row, first && styles.first, isForMe && styles.forMe, lit && styles.lit)}
    >
      <div className={styles.gutter}>{first ? <Face message={message} name={name} /> : <Late at={message.at} />}</div>
      <div className={styles.body}>
        {message.replyTo && <Quote id={message.replyTo} />}
        {message.thread && root === null && <InThread root={message.thread} />}
        {first && <Head author={author} at={message.at} />}
        <Marks message={message} own={own} />
        {message.forwarded && <Source id={message.id} from={message.forwarded} />}
        <Said message={message} own={own} />
        {message.files && <MessageFiles files={message.files} />}
        {message.preview && (
          <Suspense fallback={null}>
            <LinkPreview message={message} preview={message.preview} />
          </Suspense>
        )}
        {message.reactions.length > 0 && <Reactions message={message} own={own} />}
        {own.length > 0 && <Untold id={message.id} own={own} />}
        {isLastOwn && (
          <Suspense fallback={null}>
            <SeenUnder message={message} />
          </Suspense>
        )}
        {message.replies && root === null && <ThreadMark message={message} replies={message.replies} />}
      </div>
      {active && message.text !== null && <Toolbar message={message} onMore={onMore} />}
    </div>
  )
}

const Late = ({ at }: { readonly at: number }): ReactElement => (
  <time className={styles.late} dateTime={new Date(at).toISOString()} title={wholeTime(at)}>
    {clockTime(at)}
  </time>
)

function Head({ author, at }: { readonly author: User | undefined; readonly at: number }): ReactElement {
  return (
    <p className={styles.head}>
      <span className={styles.name} style={{ '--hue': hue(author?.colour ?? 0) }}>
        {author?.displayName ?? '…'}
      </span>
      {author?.guest && <Chip>{t('guest')}</Chip>}
      <time className={styles.time} dateTime={new Date(at).toISOString()} title={wholeTime(at)}>
        {clockTime(at)}
      </time>
    </p>
  )
}

type PartProps = { readonly message: Message; readonly own: readonly HeldMark[] }

/** What was done with it: held up for all, saved for oneself. */
function Marks({ message, own }: PartProps): ReactElement | null {
  const isSaved = useIsStarred(message.id)
  if (message.text === null || (!message.pinned && !isSaved)) return null
  return (
    <p className={styles.marks}>
      {message.pinned && (
        <span data-waits={waits(own, 'pin') || undefined}>
          <Icon of={Pin} size={12} />
          {t('Pinned')}
        </span>
      )}
      {isSaved && (
        <span data-waits={waits(own, 'star') || undefined}>
          <Icon of={Bookmark} size={12} />
          {t('Saved')}
        </span>
      )}
    </p>
  )
}

function Said({ message, own }: PartProps): ReactElement {
  if (!message.poll) return <SaidWords message={message} own={own} />
  return (
    <Suspense fallback={<p className={styles.deleted}>{message.poll.question}</p>}>
      <PollCard message={message} poll={message.poll} isWaiting={waits(own, 'vote')} />
    </Suspense>
  )
}

function SaidWords({ message, own }: PartProps): ReactElement {
  const me = useMe()
  const people = usePeopleShown()
  const mentioned = useMemo(
    () => ({ people: message.mentions.flatMap((id) => people.get(id) ?? []), me: me.id }),
    [message.mentions, people, me.id],
  )
  if (message.text === null) return <Tombstone by={message.deletedBy} />
  return (
    <div className={cx(waits(own, 'edit') && styles.pending)}>
      <MentionedContext value={mentioned}>
        {message.text !== '' && <MemoWords text={message.text} mentioned={mentioned} />}
        {message.editedAt !== undefined && <Edited id={message.id} at={message.editedAt} />}
      </MentionedContext>
    </div>
  )
}

/** Who took back the words of somebody else is told. */
function Tombstone({ by }: { readonly by: UserId | undefined }): ReactElement {
  const person = usePerson(by)
  return (
    <p className={styles.deleted}>
      {by === undefined ? t('This message was deleted.') : t('This message was deleted by {name}.', { name: person?.displayName ?? '…' })}
    </p>
  )
}

/** Leads to what it said before. */
function Edited({ id, at }: { readonly id: MessageId; readonly at: number }): ReactElement {
  const { id: room } = useTalk()
  const show = useUi((ui) => ui.show)
  return (
    <button
      type="button"
      className={styles.edited}
      title={wholeTime(at)}
      aria-haspopup="dialog"
      onClick={() => show({ is: 'versions', room, message: id })}
    >
      {t('edited')}
    </button>
  )
}

const MemoWords = memo(
  ({ text }: { readonly text: string; readonly mentioned: unknown }) => <Words text={text} />,
  (a, b) => a.text === b.text && a.mentioned === b.mentioned,
)

/** The whole message in one sentence, for who hears it. */
function useSentence(message: Message, name: string, isWaiting: boolean): string {
  return useMemo(() => {
    const words =
      message.text === null
        ? t('deleted')
        : [plain(message.text), filesInWords(message.files ?? [])].filter((part) => part !== '').join(', ')
    const reactions = message.reactions.map((reaction) => `${reaction.emoji} ${reaction.users.length}`).join(', ')
    const edited = message.editedAt === undefined ? '' : `, ${t('edited')}`
    const said = `${name}, ${saidAt(message.at, Date.now())}: ${words}${edited}${reactions && `. ${t('Reactions: {reactions}', { reactions })}`}`
    return isWaiting ? `${said}. ${t('Waiting for the connection')}` : said
  }, [message, name, isWaiting])
}

// One message: who, when, what, and what others made of it.
import type { HeldMark } from '@hearth/client/marks.ts'
import type { MessageId, UserId } from '@hearth/protocol/ids.ts'
import type { Message, User } from '@hearth/protocol/shapes.ts'
import { Bookmark, Pin } from 'lucide-react'
import { memo, type ReactElement, Suspense, useMemo, useState } from 'react'
import { waits } from '../../marks.ts'
import { Avatar, hue } from '../../parts/avatar.tsx'
import { Chip } from '../../parts/badge.tsx'
import { cx } from '../../parts/cx.ts'
import { Icon } from '../../parts/icon.tsx'
import { late } from '../../parts/late.ts'
import { usePeopleShown, usePerson } from '../../state.ts'
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
import type { About } from './use-known.ts'

const SeenUnder = late(() => import('./seen-by.tsx').then((module) => module.SeenUnder))
const LinkPreview = late(() => import('./preview.tsx').then((module) => module.LinkPreview))
const PollCard = late(() => import('./poll/poll-card.tsx').then((module) => module.PollCard))

type Props = About & {
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

/** A room has many of them, so that none asks the state for what the list knows: each question is one more listener, for every change there is. */
export const MessageRow = memo(function MessageRow(props: Props): ReactElement {
  const [isShown, setShown] = useState(false)
  return props.isBlocked && !isShown ? <Folded {...props} onShow={() => setShown(true)} /> : <Whole {...props} />
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
function Face({ message, author }: Pick<Props, 'message' | 'author'>): ReactElement {
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.face}
      aria-label={t('Profile of {name}', { name: author?.displayName ?? '…' })}
      onClick={() => useUi.getState().show({ is: 'profile', user: message.author })}
    >
      <Avatar user={author} size={36} />
    </button>
  )
}

function Whole({ rowKey, message, author, isSaved, own, first, active, tabbable, lit, isLastOwn, onMore }: Props): ReactElement {
  const { id: room, root, me } = useTalk()
  const isForMe = message.mentions.includes(me)
  return (
    <div
      role="article"
      aria-label={useSentence(message, author?.displayName ?? '…', waits(own))}
      tabIndex={tabbable ? 0 : -1}
      data-key={rowKey}
      data-seq={message.seq}
      className={cx(styles.row, first && styles.first, isForMe && styles.forMe, lit && styles.lit)}
    >
      <div className={styles.gutter}>{first ? <Face message={message} author={author} /> : <Late at={message.at} />}</div>
      <div className={styles.body}>
        {message.replyTo && <Quote id={message.replyTo} />}
        {message.thread && root === null && <InThread root={message.thread} />}
        {first && <Head author={author} at={message.at} />}
        {message.text !== null && (message.pinned || isSaved) && <Marks isPinned={message.pinned ?? false} isSaved={isSaved} own={own} />}
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
        {message.replies && root === null && <ThreadMark room={room} root={message.id} replies={message.replies} />}
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
function Marks({
  isPinned,
  isSaved,
  own,
}: { readonly isPinned: boolean; readonly isSaved: boolean } & Pick<PartProps, 'own'>): ReactElement {
  return (
    <p className={styles.marks}>
      {isPinned && (
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
  const { text } = message
  if (text === null) return <Tombstone by={message.deletedBy} />
  return (
    <div className={cx(waits(own, 'edit') && styles.pending)}>
      {text !== '' && (message.mentions.length > 0 ? <Calling text={text} mentions={message.mentions} /> : <MemoWords text={text} />)}
      {message.editedAt !== undefined && <Edited id={message.id} at={message.editedAt} />}
    </div>
  )
}

/** Words that mention somebody. */
function Calling({ text, mentions }: { readonly text: string; readonly mentions: Message['mentions'] }): ReactElement {
  const { me } = useTalk()
  const people = usePeopleShown()
  const mentioned = useMemo(() => ({ people: mentions.flatMap((id) => people.get(id) ?? []), me }), [mentions, people, me])
  return (
    <MentionedContext value={mentioned}>
      <MemoWords text={text} />
    </MentionedContext>
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

const MemoWords = memo(Words)

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

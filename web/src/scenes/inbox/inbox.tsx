// What waits: where one was mentioned, and rooms with something new.
import { EVERYTHING } from '@hearth/client/marks.ts'
import { threadsShown } from '@hearth/client/shown.ts'
import type { ThreadPlaces } from '@hearth/client/thread-places.ts'
import { standsInRoom } from '@hearth/client/threads.ts'
import type { Found } from '@hearth/protocol/shapes.ts'
import { AtSign } from 'lucide-react'
import { type ReactElement, Suspense, useEffect, useState } from 'react'
import { useOwnMarks, waits } from '../../marks.ts'
import { Avatar, RoomMark } from '../../parts/avatar.tsx'
import { Badge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { late } from '../../parts/late.ts'
import { calls, isNew, type Listed } from '../../room-groups.ts'
import { hashOf } from '../../route.ts'
import { useChat, useClient, useIsBlocked, usePerson, useRoom, useRoomGroups, useStanding } from '../../state.ts'
import { plain } from '../../text/markdown.tsx'
import { t } from '../../text/t.ts'
import { ago, filesInWords } from '../../words.ts'
import { Untold } from '../room/untold.tsx'
import styles from './inbox.module.css'

const LateThreads = late(() => import('./thread-row.tsx').then((module) => module.UnreadThreads))
const AllRead = late(() => import('./all-read.tsx').then((module) => module.AllRead))

const Threads = (): ReactElement => (
  <Suspense fallback={null}>
    <LateThreads />
  </Suspense>
)

/** At first, and as many as the server tells. */
const FEW_MENTIONS = 8
const MOST_MENTIONS = 50

export function Inbox(): ReactElement | null {
  const { inOrder } = useRoomGroups()
  const unread = inOrder.filter(isNew)
  const [most, setMost] = useState(FEW_MENTIONS)
  const mentions = useMentions(
    most,
    inOrder.reduce((sum, room) => sum + room.mentions, 0),
    useChat((state) => state.threads),
  )
  const hasThreads = useChat((state) => [...threadsShown(state).values()].some((place) => place.unread > 0))
  const own = useOwnMarks(EVERYTHING)
  if (unread.length === 0 && mentions.length === 0 && !hasThreads && !waits(own)) return null
  return (
    <section className={styles.inbox} aria-label={t('Inbox')}>
      <header className={styles.head}>
        <h2>{t('Inbox')}</h2>
        {(unread.length > 0 || hasThreads) && (
          <Suspense fallback={null}>
            <AllRead rooms={unread} />
          </Suspense>
        )}
      </header>
      {waits(own) && (
        <div className={styles.told}>
          <p>{t('All is marked as read')}</p>
          <Untold id={EVERYTHING} own={own} />
        </div>
      )}
      {unread.length > 0 && (
        <ul className={styles.card} aria-label={t('Unread')}>
          {unread.map((room) => (
            <li key={room.id}>
              <UnreadRoom room={room} />
            </li>
          ))}
        </ul>
      )}
      {hasThreads && <Threads />}
      {mentions.length > 0 && (
        <>
          <h3>{t('Mentions of you')}</h3>
          <ul className={styles.card}>
            {mentions.map((found) => (
              <li key={found.message.id}>
                <Mention found={found} />
              </li>
            ))}
          </ul>
          {most < MOST_MENTIONS && mentions.length === most && (
            <Button look="quiet" onClick={() => setMost(MOST_MENTIONS)}>
              {t('Show more')}
            </Button>
          )}
        </>
      )}
    </section>
  )
}

/** Asked anew whenever somebody mentions one, in a room or in a thread. */
function useMentions(limit: number, waiting: number, threads: ThreadPlaces): readonly Found[] {
  const client = useClient()
  const isOpen = useChat((state) => state.connection.is === 'open')
  const [found, setFound] = useState<readonly Found[]>([])
  useEffect(() => {
    if (!isOpen) return
    let gone = false
    client.ask('message.mentions', { limit }).then(
      (answer) => gone || setFound(answer.found),
      () => undefined,
    )
    return () => {
      gone = true
    }
  }, [client, isOpen, limit, waiting, threads])
  return found
}

function UnreadRoom({ room }: { readonly room: Listed }): ReactElement {
  const peer = usePerson(room.peer)
  const standing = useStanding(room.peer)
  return (
    <a href={hashOf({ at: 'room', room: room.id })} className={styles.row}>
      {room.kind === 'direct' ? <Avatar user={peer} standing={standing} /> : <RoomMark room={room} />}
      <b>{room.name}</b>
      <span className={styles.many} data-number>
        {t.many(room.unread, '{count} new message', '{count} new messages')}
      </span>
      <Badge count={calls(room)} says={t('{count} for you', { count: calls(room) })} />
    </a>
  )
}

function Mention({ found: { room: id, message } }: { readonly found: Found }): ReactElement | null {
  const room = useRoom(id)
  const author = usePerson(message.author)
  const isBlocked = useIsBlocked(message.author)
  const place = useChat((state) => (message.thread === undefined ? undefined : threadsShown(state).get(message.thread)))
  if (!room || isBlocked) return null
  const isUnread = message.seq > (standsInRoom(message) ? room.readSeq : (place?.seq ?? message.seq))
  return (
    <a href={hashOf({ at: 'room', room: id, seq: message.seq })} className={styles.mention} data-unread={isUnread || undefined}>
      <Avatar user={author} size={28} />
      <span className={styles.words}>
        <span className={styles.who}>
          <b>{author?.displayName ?? '…'}</b>
          {room.kind !== 'direct' && <span>{room.name}</span>}
          <time>{ago(message.at, Date.now())}</time>
        </span>
        <span className={styles.said}>{plain(message.text || filesInWords(message.files ?? []))}</span>
      </span>
      {isUnread && (
        <span className={styles.new}>
          <Icon of={AtSign} size={14} />
          <span className="out-of-sight">{t('unread')}</span>
        </span>
      )}
    </a>
  )
}

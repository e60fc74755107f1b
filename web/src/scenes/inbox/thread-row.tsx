// Threads one takes part in, as lines of a list.
import type { Gives } from '@hearth/protocol/commands.ts'
import type { MessageId } from '@hearth/protocol/ids.ts'
import { type ReactElement, useCallback, useEffect, useState } from 'react'
import { Avatar } from '../../parts/avatar.tsx'
import { hashOf } from '../../route.ts'
import { useChat, useClient, usePerson, useRoom } from '../../state.ts'
import { plain } from '../../text/markdown.tsx'
import { t } from '../../text/t.ts'
import { ago, filesInWords, sentence } from '../../words.ts'
import styles from './inbox.module.css'

export type Thread = Gives<'thread.list'>['threads'][number]

export type ThreadsHold = {
  readonly list: readonly Thread[] | undefined
  readonly isMore: boolean
  readonly failed: string | undefined
  more(): void
}

/** The first page anew whenever somebody replies, or one has read; later ones as one asks for them. */
export function useThreads(limit: number): ThreadsHold {
  const client = useClient()
  const isOpen = useChat((state) => state.connection.is === 'open')
  const places = useChat((state) => state.threads)
  const [list, setList] = useState<readonly Thread[]>()
  const [isMore, setMore] = useState(false)
  const [failed, setFailed] = useState<string>()
  const ask = useCallback(
    (after?: MessageId) =>
      client.ask('thread.list', { limit, ...(after !== undefined && { after }) }).then(
        ({ threads, more }) => {
          setFailed(undefined)
          setMore(more)
          setList((before = []) => (after === undefined ? threads : [...before, ...threads]))
        },
        (failure: unknown) => setFailed(sentence(failure)),
      ),
    [client, limit],
  )
  useEffect(() => {
    // Nothing is asked for who takes part in none.
    if (isOpen && places.size > 0) void ask()
    else if (places.size === 0) setList([])
  }, [ask, isOpen, places])
  const last = list?.at(-1)?.root.id
  return { list, isMore, failed, more: () => void ask(last) }
}

export function ThreadRow({ thread: { room: id, root, unread } }: { readonly thread: Thread }): ReactElement | null {
  const room = useRoom(id)
  const author = usePerson(root.author)
  if (!room) return null
  const said = root.text === null ? t('(deleted)') : plain(root.text || filesInWords(root.files ?? []))
  return (
    <a href={hashOf({ at: 'room', room: id, thread: root.id })} className={styles.mention} data-unread={unread > 0 || undefined}>
      <Avatar user={author} size={28} />
      <span className={styles.words}>
        <span className={styles.who}>
          <b>{author?.displayName ?? '…'}</b>
          <span>{room.name}</span>
          {root.replies && <time>{t('last {when}', { when: ago(root.replies.lastAt, Date.now()) })}</time>}
        </span>
        <span className={styles.said}>{said}</span>
        {unread > 0 && <span className={styles.replies}>{t.many(unread, '{count} new reply', '{count} new replies')}</span>}
      </span>
    </a>
  )
}

const MOST_UNREAD = 8

/** Those with something new, in the inbox. */
export function UnreadThreads(): ReactElement | null {
  const { list } = useThreads(MOST_UNREAD)
  const waiting = (list ?? []).filter(({ unread }) => unread > 0)
  if (waiting.length === 0) return null
  return (
    <>
      <h3>{t('Threads')}</h3>
      <ul className={styles.card} aria-label={t('Threads')}>
        {waiting.map((thread) => (
          <li key={thread.root.id}>
            <ThreadRow thread={thread} />
          </li>
        ))}
      </ul>
    </>
  )
}

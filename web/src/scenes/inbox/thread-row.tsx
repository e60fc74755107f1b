// Threads one takes part in, as lines of a list.
import type { Client, State } from '@hearth/client/client.ts'
import { threadsShown } from '@hearth/client/shown.ts'
import type { Gives, Takes } from '@hearth/protocol/commands.ts'
import type { MessageId } from '@hearth/protocol/ids.ts'
import { type ReactElement, useCallback } from 'react'
import { Avatar } from '../../parts/avatar.tsx'
import { hashOf } from '../../route.ts'
import { useChat, useClient, useIsBlocked, usePerson, useRoom } from '../../state.ts'
import { plain } from '../../text/markdown.tsx'
import { t } from '../../text/t.ts'
import { ago, filesInWords } from '../../words.ts'
import type { Held } from '../held-pages.ts'
import { ThreadDraft } from '../room/thread/thread-draft.tsx'
import { usePages } from '../use-pages.ts'
import styles from './inbox.module.css'

export type Thread = Gives<'thread.list'>['threads'][number]

export const idOf = ({ root }: Thread): MessageId => root.id

/** Nothing is asked for who takes part in none. */
export async function pageOf(client: Client, takes: Takes<'thread.list'>): Promise<Held<Thread>> {
  if (client.state.threads.size === 0) return { list: [], more: false }
  const { threads, more } = await client.ask('thread.list', takes)
  return { list: threads, more }
}

/** As one has left it; `then`: as it was when it was asked for. */
const unreadIn = (state: State, root: MessageId, then: number): number =>
  (threadsShown(state).get(root) ?? { unread: state.threads.has(root) ? 0 : then }).unread

export function ThreadRow({ thread: { room: id, root, unread: then } }: { readonly thread: Thread }): ReactElement | null {
  const unread = useChat((state) => unreadIn(state, root.id, then))
  const room = useRoom(id)
  const author = usePerson(root.author)
  const isBlocked = useIsBlocked(root.author)
  if (!room) return null
  const said = isBlocked ? t('Blocked message') : root.text === null ? t('(deleted)') : plain(root.text || filesInWords(root.files ?? []))
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
        <ThreadDraft room={id} root={root.id} />
        {unread > 0 && <span className={styles.replies}>{t.many(unread, '{count} new reply', '{count} new replies')}</span>}
      </span>
    </a>
  )
}

const MOST_UNREAD = 8

/** Those with something new, in the inbox. */
export function UnreadThreads(): ReactElement | null {
  const client = useClient()
  const places = useChat(threadsShown)
  const ask = useCallback(() => pageOf(client, { limit: MOST_UNREAD, unread: true }), [client])
  const { list = [], isMore } = usePages({ ask, idOf, anew: useChat((state) => state.threads) })
  const waiting = list.filter(({ root }) => (places.get(root.id)?.unread ?? 0) > 0).slice(0, MOST_UNREAD)
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
      {isMore && <a href={hashOf({ at: 'threads' })}>{t('All threads')}</a>}
    </>
  )
}

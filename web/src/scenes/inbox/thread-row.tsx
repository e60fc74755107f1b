// Threads one takes part in, as lines of a list.
import type { Client, State } from '@hearth/client/client.ts'
import { threadsShown } from '@hearth/client/shown.ts'
import { type Root, rootIn } from '@hearth/client/threads.ts'
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

/** With what it began with. */
export type Thread = Pick<Gives<'thread.list'>['threads'][number], 'room' | 'seq' | 'unread'> & { readonly root: Root }

export const idOf = ({ root }: Thread): MessageId => root.id

/** Nothing is asked for who takes part in none. */
export async function pageOf(client: Client, takes: Omit<Takes<'thread.list'>, 'calls'>): Promise<Held<Thread>> {
  if (client.state.threads.size === 0) return { list: [], more: false }
  const { threads, more } = await client.ask('thread.list', { ...takes, calls: true })
  const list = threads.flatMap((thread): Thread[] => {
    const root = rootIn(thread)
    return root === undefined ? [] : [{ room: thread.room, seq: thread.seq, unread: thread.unread, root }]
  })
  return { list, more }
}

/** As one has left it; `then`: as it was when it was asked for. */
const unreadIn = (state: State, root: MessageId, then: number): number =>
  (threadsShown(state).get(root) ?? { unread: state.threads.has(root) ? 0 : then }).unread

export function ThreadRow({ thread: { room: id, root, unread: then } }: { readonly thread: Thread }): ReactElement | null {
  const unread = useChat((state) => unreadIn(state, root.id, then))
  const room = useRoom(id)
  const by = root.is === 'call' ? root.call.by : root.message.author
  const author = usePerson(by)
  const isBlocked = useIsBlocked(by)
  if (!room) return null
  const said = isBlocked && root.is === 'message' ? t('Blocked message') : wordsOf(root)
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

/** What stands for a thread in a list: the words that it began with, or whose call it lies beside. */
export function wordsOf(root: Root): string {
  if (root.is === 'call') return t('Chat of a call, {when}', { when: ago(root.call.at, Date.now()) })
  const { text, files = [] } = root.message
  return text === null ? t('(deleted)') : plain(text || filesInWords(files))
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

// Threads one takes part in, in all rooms: those replied to last come first.
import { threadsShown } from '@hearth/client/shown.ts'
import { THREADS_KEPT } from '@hearth/protocol/thread-bounds.ts'
import type { ReactElement } from 'react'
import { useChat } from '../state.ts'
import { t } from '../text/t.ts'
import { ThreadRow, useThreads } from './inbox/thread-row.tsx'
import { ListPage } from './list-page.tsx'

export function Threads(): ReactElement {
  const pages = useThreads()
  // Those one takes part in no more are not waited for.
  const places = useChat(threadsShown)
  const list = places.size < THREADS_KEPT ? pages.list?.filter(({ root }) => places.has(root.id)) : pages.list
  return (
    <ListPage
      title={t('Threads')}
      pages={{ ...pages, list }}
      nothing={{
        title: t('You are in no thread yet'),
        says: t('Reply to a message in a thread, or follow one, and it waits for you here.'),
      }}
    >
      {(thread) => (
        <li key={thread.root.id}>
          <ThreadRow thread={thread} />
        </li>
      )}
    </ListPage>
  )
}

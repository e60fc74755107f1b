// Threads one takes part in, in all rooms: those replied to last come first.
import type { ReactElement } from 'react'
import { useOwnMarks } from '../marks.ts'
import { t } from '../text/t.ts'
import { type Thread, ThreadRow, wordsOf } from './inbox/thread-row.tsx'
import { ListPage } from './list-page.tsx'
import { Untold } from './room/untold.tsx'
import { useThreads } from './use-threads.ts'

export function Threads(): ReactElement {
  return (
    <ListPage
      title={t('Threads')}
      pages={useThreads()}
      nothing={{
        title: t('You are in no thread yet'),
        says: t('Reply to a message in a thread, or follow one, and it waits for you here.'),
      }}
    >
      {(thread) => <OneThread key={thread.root.id} thread={thread} />}
    </ListPage>
  )
}

function OneThread({ thread }: { readonly thread: Thread }): ReactElement {
  const { id } = thread.root
  const own = useOwnMarks(id)
  return (
    <li>
      <ThreadRow thread={thread} />
      {own.some((mark) => mark.do === 'follow') && <Untold id={id} own={own} whose={wordsOf(thread.root)} below={50} always />}
    </li>
  )
}
